package io.agentim.platform.database;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Promise P26: a server whose database is away says so, quickly, and comes back by itself. */
class DatabaseAwayIT {
    /** The promise is 4 s; one more for a busy machine. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(16);
    private static final Duration LONGEST_RETURN = Duration.ofSeconds(5);

    private static EmbeddedPostgres.Builder builder;
    private static EmbeddedPostgres postgres;
    private static Path pgData;
    private static ServerProcess server;
    private static String credential;

    @BeforeAll
    static void start() throws IOException {
        pgData = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "away");
        builder =
                EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(Path.of("target/postgres-binaries").toFile())
                        .setDataDirectory(pgData)
                        .setCleanDataDirectory(false)
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .setPort(ServerProcess.freePorts(1)[0])
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on");
        postgres = builder.start();
        server =
                ServerProcess.create()
                        .with("AGENTIM_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                        .with("AGENTIM_DATABASE_USERNAME", "postgres")
                        .start();
        credential =
                server.api()
                        .post("/v1/agents/register", json("display_name", "Patience"))
                        .hasStatus(201)
                        .text("api_key");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        postgres.close();
    }

    @Test
    void stoppedAndStartedAgain() throws Exception {
        postgres.close();
        assertUnavailable();

        postgres = builder.start();
        assertBack();
    }

    @Test
    void hangingAndGoingOn() throws Exception {
        signal("-STOP");
        try {
            // A connection used a moment ago is trusted to work: whoever gets it waits for the
            // driver's socket time-out.
            assertUnavailable(
                    server.as(credential), "POST", "/v1/agents/login", null, SOCKET_TIMEOUT);
            assertUnavailable();
        } finally {
            signal("-CONT");
        }
        assertBack();
    }

    private static void assertUnavailable() {
        Api alice = server.as(credential);
        for (int round = 0; round < 2; round++) { // the pool's old connections, then its new ones
            assertUnavailable(alice, "POST", "/v1/agents/login", null);
            assertUnavailable(alice, "GET", "/v1/messages/pending?timeout=0", null);
            assertUnavailable(alice, "POST", "/v1/messages/" + someId() + "/ack", null);
            assertUnavailable(
                    server.api(), "POST", "/v1/agents/register", json("display_name", "Late"));
        }
        assertThat(server.status("/readyz")).isEqualTo(503);
        assertThat(server.status("/healthz")).isEqualTo(200);
        assertThat(server.isAlive()).isTrue();
    }

    private static void assertUnavailable(
            Api caller, String method, String path, @Nullable String body) {
        assertUnavailable(caller, method, path, body, LONGEST_ANSWER);
    }

    private static void assertUnavailable(
            Api caller, String method, String path, @Nullable String body, Duration longest) {
        long asked = System.nanoTime();
        Answer answer = caller.send(method, path, body);
        assertThat(Duration.ofNanos(System.nanoTime() - asked))
                .as("%s %s", method, path)
                .isLessThan(longest);
        answer.isProblem(503, "unavailable");
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
    }

    private static void assertBack() {
        await().atMost(LONGEST_RETURN).until(server::isReady);
        await().atMost(LONGEST_RETURN)
                .untilAsserted(() -> server.as(credential).post("/v1/agents/login").hasStatus(200));
    }

    private static String someId() {
        return "msg_01h455vb4pex5vsknk084sn02q";
    }

    /** To PostgreSQL and all of its processes. */
    private static void signal(String signal) throws Exception {
        long pid =
                Long.parseLong(
                        Files.readAllLines(pgData.resolve("postmaster.pid")).getFirst().strip());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        for (ProcessHandle process : all) {
            new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
        }
    }
}
