package io.agentim.stress;

import io.agentim.support.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL that can be killed, stopped and frozen. It keeps its data and its port. */
final class Postgres implements AutoCloseable {
    private static final Path BINARIES = Path.of("target/postgres-binaries");
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private final Path data;
    private final int port = ServerProcess.freePorts(1)[0];
    private final Path pgCtl;

    /** Started, with an empty database, as durable as in production. */
    Postgres(Path data) throws IOException {
        this.data = data.toAbsolutePath();
        // Unpacks the binaries and makes the cluster; from then on it is ours.
        EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(BINARIES.toFile())
                .setDataDirectory(this.data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(LONGEST_START)
                .setPort(port)
                .setLocaleConfig("locale", "C.UTF-8")
                .start()
                .close();
        Files.writeString(
                this.data.resolve("postgresql.auto.conf"),
                """
                port = %d
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                max_connections = 100
                fsync = on
                full_page_writes = on
                synchronous_commit = on
                """
                        .formatted(port));
        pgCtl = pgCtl();
        start();
    }

    private static Path pgCtl() throws IOException {
        try (Stream<Path> files = Files.walk(BINARIES, 3)) {
            return files.filter(f -> f.endsWith("bin/pg_ctl"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    int port() {
        return port;
    }

    Path data() {
        return data;
    }

    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Again and again until it holds: after a kill, its old processes may take a moment to go. */
    void start() throws IOException {
        long start = System.nanoTime();
        while (!control("start", "-w", "-t", "60", "-l", data + "/server.log")) {
            if (System.nanoTime() - start > LONGEST_START.toNanos()) {
                throw new IOException("PostgreSQL does not start, see " + data + "/server.log");
            }
        }
    }

    /**
     * @param mode "fast" ends sessions, "immediate" crashes
     */
    void stop(String mode) throws IOException {
        control("stop", "-w", "-m", mode);
    }

    void kill9() throws IOException {
        for (ProcessHandle process : processes()) {
            process.destroyForcibly();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    /** Whatever it does, it does no more. */
    void freeze() throws IOException {
        signal("STOP");
    }

    void thaw() throws IOException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException {
        for (ProcessHandle process : processes()) {
            Commands.run("kill", "-" + signal, Long.toString(process.pid()));
        }
    }

    private List<ProcessHandle> processes() throws IOException {
        Path file = data.resolve("postmaster.pid");
        long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        return ProcessHandle.of(pid).stream()
                .flatMap(parent -> Stream.concat(Stream.of(parent), parent.descendants()))
                .toList();
    }

    boolean isRunning() throws IOException {
        return control("status");
    }

    private boolean control(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to run as root
        }
        command.addAll(List.of(pgCtl.toString(), "-D", data.toString()));
        command.addAll(Arrays.asList(arguments));
        return Commands.run(command.toArray(String[]::new)) == 0;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(port), "postgres", "postgres");
    }

    void execute(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long queryLong(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        stop("immediate");
    }
}
