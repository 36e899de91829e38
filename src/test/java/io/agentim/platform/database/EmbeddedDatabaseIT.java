package io.agentim.platform.database;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.ServerProcess;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** The PostgreSQL that the packaged server brings along, through restarts and kills (P1, P27). */
class EmbeddedDatabaseIT {
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.create().start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void commitsAreDurable() throws Exception {
        try (var connection = server.connectToPostgres();
                var statement = connection.createStatement()) {
            for (String setting :
                    new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                try (var rows = statement.executeQuery("show " + setting)) {
                    rows.next();
                    assertThat(rows.getString(1)).as(setting).isEqualTo("on");
                }
            }
        }
    }

    @Test
    void searchKnowsLettersBeyondAscii() throws Exception {
        try (var connection = server.connectToPostgres();
                var statement = connection.createStatement()) {
            statement.execute("create extension if not exists pg_trgm");
            try (var rows = statement.executeQuery("select cardinality(show_trgm('日本語'))")) {
                rows.next();
                assertThat(rows.getInt(1)).isPositive();
            }
        }
    }

    @Test
    void nobodyElseGetsIn() throws Exception {
        assertThat(permissions(server.dataDirectory())).isEqualTo("rwx------");
        assertThat(permissions(server.dataDirectory().resolve("postgres-password")))
                .isEqualTo("rw-------");
        try (var connection = server.connectToPostgres()) {
            String url = connection.getMetaData().getURL();
            assertThat(
                            org.assertj.core.api.Assertions.catchThrowable(() ->
                                    DriverManager.getConnection(url, "postgres", "wrong").close()))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        }
    }

    @Test
    void anOrderlyStopLeavesNothingRunning() {
        String credential = register();
        long postgres = server.postgresPid();

        assertThat(server.terminate()).isEqualTo(143);

        await().atMost(Duration.ofSeconds(10)).until(() -> !isRunning(postgres));
        server.start();
        assertKnown(credential);
    }

    @Test
    void survivesKillOfTheServer() {
        String credential = register();
        server.kill9();

        long before = System.nanoTime();
        server.start();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
        assertKnown(credential);
    }

    @Test
    void survivesKillOfPostgres() {
        String credential = register();
        long postgres = server.postgresPid();
        kill9(postgres);

        await().atMost(Duration.ofSeconds(30)).until(() -> postgresPidOr(postgres) != postgres);
        await().atMost(Duration.ofSeconds(15)).until(server::isReady);

        assertKnown(credential);
    }

    @Test
    void survivesKillOfBoth() {
        String credential = register();
        long postgres = server.postgresPid();
        server.kill9();
        kill9(postgres);

        server.start();

        assertKnown(credential);
    }

    /** The number of a killed PostgreSQL may belong to somebody else by now: here, to this test. */
    @Test
    void aStaleProcessNumberKillsNobody() throws Exception {
        String credential = register();
        server.terminate();
        Path pidFile = server.dataDirectory().resolve("postgres/postmaster.pid");
        Files.writeString(pidFile, ProcessHandle.current().pid() + "\n/nowhere\n0\n1\n\n\n");

        server.start();

        assertKnown(credential);
    }

    @Test
    void aFirstStartThatWasKilledIsBegunAnew() throws Exception {
        try (var half = ServerProcess.create()) {
            Path pgData = half.dataDirectory().resolve("postgres");
            Files.createDirectories(pgData);
            Files.writeString(pgData.resolve("PG_VERSION"), "18\n");
            Files.writeString(half.dataDirectory().resolve("postgres-unfinished"), "");

            half.start();

            assertThat(half.dataDirectory().resolve("postgres-unfinished")).doesNotExist();
        }
    }

    private static String register() {
        var answer = server.api().post("/v1/agents/register", json("display_name", name()));
        return answer.hasStatus(201).text("api_key");
    }

    private static String name() {
        return io.agentim.support.Server.uniqueName("survivor");
    }

    private static void assertKnown(String credential) {
        server.as(credential).post("/v1/agents/login").hasStatus(200);
    }

    private static void kill9(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).isPresent();
    }

    /** There is no pid file for a moment. */
    private static long postgresPidOr(long otherwise) {
        try {
            return server.postgresPid();
        } catch (RuntimeException _) {
            return otherwise;
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
