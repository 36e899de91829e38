package io.agentim.bench;

import static io.agentim.support.Server.json;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerProcess;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Durable sends a second through HTTP, beside pgbench's rate of the same transaction on the same
 * PostgreSQL, in turn, three times. No test: it asserts no times. {@code mvn -B verify
 * -Dsurefire.skip=true -Dit.test=SendBenchmark}
 */
class SendBenchmark {
    private static final int CLIENTS = Integer.getInteger("bench.clients", 32);
    private static final int ROUNDS = 3;
    private static final Duration LENGTH = Duration.ofSeconds(10);
    private static final int ACCOUNTS = 200;
    private static final String BODY = "x".repeat(100);

    private record Account(String id, String key) {}

    @Test
    void run() throws Exception {
        try (ServerProcess server = ServerProcess.create().byScript(Path.of("bin/agentim"))) {
            server.start();
            List<Account> accounts = register(server);
            sendAll(server, accounts, LENGTH); // warms up
            List<Double> ratios = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                double database = pgbench(server);
                double http = sendAll(server, accounts, LENGTH);
                ratios.add(http / database);
                System.out.printf(
                        Locale.ROOT,
                        "BENCH round %d: %d clients: HTTP %.0f sends/s, pgbench %.0f/s, ratio"
                                + " %.2f%n",
                        round,
                        CLIENTS,
                        http,
                        database,
                        http / database);
            }
            ratios.sort(Double::compare);
            System.out.printf(
                    Locale.ROOT,
                    "BENCH sends over HTTP / pgbench, %d clients each: median %.2f (%.2f to"
                            + " %.2f)%n",
                    CLIENTS,
                    ratios.get(ROUNDS / 2),
                    ratios.getFirst(),
                    ratios.getLast());
        }
    }

    private static List<Account> register(ServerProcess server) {
        List<Account> accounts = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            Answer made =
                    server.api()
                            .post(
                                    "/v1/agents/register",
                                    json("display_name", Server.uniqueName("bench")));
            accounts.add(new Account(made.text("id"), made.text("api_key")));
        }
        return accounts;
    }

    private static double sendAll(ServerProcess server, List<Account> accounts, Duration length)
            throws Exception {
        long end = System.nanoTime() + length.toNanos();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Account sender = accounts.get(i);
                clients.add(executor.submit(() -> sendUntil(server.port(), sender, accounts, end)));
            }
            long sent = 0;
            for (Future<Long> client : clients) {
                sent += client.get();
            }
            return sent / (double) length.toSeconds();
        }
    }

    private static long sendUntil(int port, Account sender, List<Account> accounts, long end)
            throws IOException {
        var random = ThreadLocalRandom.current();
        long sent = 0;
        try (var connection = new KeepAliveConnection(port)) {
            while (System.nanoTime() - end < 0) {
                Account to = accounts.get(random.nextInt(accounts.size()));
                if (to.equals(sender)) {
                    continue;
                }
                int status =
                        connection.post(
                                "/v1/messages", sender.key(), json("to", to.id(), "body", BODY));
                if (status != 201) {
                    throw new AssertionError("status " + status);
                }
                sent++;
            }
        }
        return sent;
    }

    /** The same rows by one statement: message, counter and inbox. */
    private static double pgbench(ServerProcess server) throws Exception {
        String script =
                """
                \\set sender random(80001, 80200)
                \\set recipient random(80001, 80200)
                with up as (
                    update inbox_counter set seq = seq + 1 where account_id = :recipient returning seq
                ), m as (
                    insert into message (id, thread_id, sender_id, recipient_id, hop, created_at, payload)
                    values (gen_random_uuid(), '00000000-0000-0000-0000-000000000000', :sender, :recipient, 0, now(),
                            repeat('x', 450)) returning id
                )
                insert into inbox_item (account_id, seq, item_id, friend, mentioned, created_at)
                select :recipient, up.seq, m.id, false, false, now() from up, m;
                """;
        Path file = Files.createTempFile(Path.of("target"), "send", ".sql");
        Files.writeString(file, script);
        String url;
        try (Connection connection = server.connectToPostgres()) {
            DatabaseMetaData metaData = connection.getMetaData();
            url =
                    metaData.getURL()
                            .replaceFirst("^jdbc:postgresql://", "")
                            .replaceFirst("\\?.*", "");
        }
        String port = url.replaceFirst(".*:", "").replaceFirst("/.*", "");
        var command =
                new ProcessBuilder(
                                "pgbench",
                                "-n",
                                "-M",
                                "prepared",
                                "-c",
                                "" + CLIENTS,
                                "-j",
                                "2",
                                "-T",
                                "" + LENGTH.toSeconds(),
                                "-f",
                                file.toString(),
                                "-h",
                                "127.0.0.1",
                                "-p",
                                port,
                                "-U",
                                "postgres",
                                "postgres")
                        .redirectErrorStream(true);
        command.environment()
                .put(
                        "PGPASSWORD",
                        Files.readString(server.dataDirectory().resolve("postgres-password"))
                                .strip());
        Process process = command.start();
        double rate = 0;
        var output = new StringBuilder();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line : reader.lines().toList()) {
                output.append(line).append('\n');
                if (line.startsWith("tps = ")) {
                    rate = Double.parseDouble(line.split(" ", -1)[2]);
                }
            }
        }
        if (process.waitFor() != 0 || rate == 0) {
            throw new AssertionError(output.toString());
        }
        return rate;
    }
}
