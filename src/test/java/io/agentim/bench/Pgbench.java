package io.agentim.bench;

import io.agentim.support.ServerProcess;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own benchmark program, with prepared statements. */
final class Pgbench extends Yardstick {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    private static final String THREADS = "2";

    private final ServerProcess server;
    private final String version;

    Pgbench(ServerProcess server, String version) {
        this.server = server;
        this.version = version;
    }

    /** Empty where it is not installed. */
    static Optional<String> version() {
        try {
            Process process = new ProcessBuilder("pgbench", "--version").start();
            String version = output(process).strip();
            return process.waitFor() == 0 ? Optional.of(version) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    String name() {
        return version + ", -M prepared";
    }

    @Override
    double perSecond(int clients, Recipients recipients, Duration length) throws Exception {
        Path directory = Files.createTempDirectory("pgbench");
        try {
            String output = run(directory, clients, recipients, length, List.of());
            Matcher rate = RATE.matcher(output);
            if (!rate.find()) {
                throw new IOException(output);
            }
            return Double.parseDouble(rate.group(1));
        } finally {
            delete(directory);
        }
    }

    @Override
    void record(Histogram micros, int clients, double perSecond, Duration length) throws Exception {
        Path directory = Files.createTempDirectory("pgbench");
        try {
            List<String> paced = List.of("--rate", "" + perSecond, "--log");
            String _ = run(directory, clients, Recipients.ALL, length, paced);
            for (Path log : files(directory, "pgbench_log")) {
                try (Stream<String> lines = Files.lines(log)) {
                    lines.forEach(line -> micros.recordValue(microsOf(line)));
                }
            }
        } finally {
            delete(directory);
        }
    }

    /** "client number micros …": with a rate, from when the transaction was due. */
    private static long microsOf(String line) {
        return Long.parseLong(line.split(" ", 4)[2]);
    }

    private String run(
            Path directory, int clients, Recipients recipients, Duration length, List<String> more)
            throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve("send.sql"), script(recipients));
        var command = new ArrayList<>(List.of("pgbench", "--no-vacuum", "--protocol", "prepared"));
        command.addAll(List.of("--client", "" + clients));
        command.addAll(List.of("--jobs", clients == 1 ? "1" : THREADS));
        command.addAll(List.of("--time", "" + length.toSeconds(), "--file", script.toString()));
        command.addAll(List.of("--host", "127.0.0.1", "--port", server.postgresPort()));
        command.addAll(List.of("--username", ServerProcess.POSTGRES_USER));
        command.addAll(more);
        command.add(ServerProcess.POSTGRES_USER);
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("PGPASSWORD", server.postgresPassword());
        Process process = builder.redirectErrorStream(true).start();
        String output = output(process);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
        return output;
    }

    private static String script(Recipients recipients) {
        return """
        \\set sender random(1, %d)
        \\set recipient random(1, %d)
        %s;
        """
                .formatted(ACCOUNTS, recipients == Recipients.ALL ? ACCOUNTS : 1, SEND.strip());
    }

    private static String output(Process process) throws IOException {
        try (var in = process.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Path> files(Path directory, String prefix) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(f -> f.getFileName().toString().startsWith(prefix)).toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        for (Path file : files(directory, "")) {
            Files.delete(file);
        }
        Files.delete(directory);
    }
}
