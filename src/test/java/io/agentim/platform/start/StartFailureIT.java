package io.agentim.platform.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;

/** What an operator can put right is said in one line that names the environment variable. */
class StartFailureIT {
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres =
                EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(Path.of("target/postgres-binaries").toFile())
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @ParameterizedTest
    @CsvSource({
        "AGENTIM_PORT, abc, not a number",
        "AGENTIM_LIMITS_SEND_RATE, nonsense, is not a rate",
        "AGENTIM_BASE_URL, im.example.org, must look like",
        "AGENTIM_TRUSTED_PROXIES, 10.0.0.0/99, is not an address",
        "AGENTIM_LONG_POLL_TIMEOUT, 2h, must be shorter",
        "AGENTIM_DATA_DIR, /proc/agentim, cannot write",
        "AGENTIM_RETENTION_ACKED_DAYS, -1, must be greater than or equal to 0",
        "AGENTIM_LOG_FORMAT, xml, text or json",
        "AGENTIM_REGISTRATION_AGENTS, maybe, 'none of open, invite, token, closed'",
        "AGENTIM_REGISTRATION_TOKEN, short, must have 16 characters",
        "AGENTIM_LOOP_CHAIN_LIMIT, -1, must be greater than or equal to 0",
        "AGENTIM_DATABASE_URL, postgres://db/agentim, must look like",
        "AGENTIM_DATABASE_URL, jdbc:postgresql://localhost:1/agentim, refused",
    })
    void aWrongSettingIsNamed(String variable, String value, String problem) {
        try (var server = external("postgres")) {
            assertRefusal(server.with(variable, value), variable + ": ", problem);
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (var server = external("postgres");
                var _ = new ServerSocket(server.port())) {
            assertRefusal(server, "AGENTIM_PORT: ", "port " + server.port() + " is in use");
        }
    }

    @Test
    void aDirectoryInUseIsLeftAlone() {
        try (var first = ServerProcess.create().start();
                var second = ServerProcess.create()) {
            second.with("AGENTIM_DATA_DIR", first.dataDirectory().toString());
            assertRefusal(second, "AGENTIM_DATA_DIR: ", "another server is using");
            assertThat(first.isReady()).isTrue();
        }
    }

    @Test
    void dataOfAnotherMajorVersionIsLeftAlone() throws Exception {
        try (var server = ServerProcess.create()) {
            Path version = server.dataDirectory().resolve("postgres/PG_VERSION");
            Files.createDirectories(version.getParent());
            Files.writeString(version, "17\n");
            assertRefusal(server, "", "was written by PostgreSQL 17");
            assertThat(version).exists();
        }
    }

    /** For example after a first run as root. */
    @Test
    @EnabledIf("canGiveFilesAway")
    void dataOfAnotherUserIsLeftAlone() throws Exception {
        try (var server = ServerProcess.create()) {
            Path data = Files.createDirectories(server.dataDirectory().resolve("postgres"));
            Files.setOwner(data, nobody());
            assertRefusal(server, "AGENTIM_DATA_DIR: ", "belongs to the user nobody");
        }
    }

    @Test
    void aWrongPasswordIsToldButNotShown() throws Exception {
        execute("create role stranger login password 'right'");
        Files.writeString(
                postgresData().resolve("pg_hba.conf"),
                "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        execute("select pg_reload_conf()");
        try (var server =
                external("stranger").with("AGENTIM_DATABASE_PASSWORD", "hunter2-secret")) {
            assertRefusal(server, "AGENTIM_DATABASE_PASSWORD: ", "password authentication failed");
            assertThat(server.log()).doesNotContain("hunter2-secret");
        }
    }

    /** Promise P1. */
    @Test
    void aDatabaseThatLosesCommitsIsRefusedUnlessAllowed() throws Exception {
        execute("create role careless superuser login password 'x'");
        execute("alter role careless set synchronous_commit = off");
        try (var server = external("careless").with("AGENTIM_DATABASE_PASSWORD", "x")) {
            assertRefusal(
                    server,
                    "AGENTIM_DATABASE_ALLOW_UNSAFE_DURABILITY: ",
                    "synchronous_commit=off and may lose messages");
            server.with("AGENTIM_DATABASE_ALLOW_UNSAFE_DURABILITY", "true").start();
        }
    }

    static boolean canGiveFilesAway() throws IOException {
        Path file = Files.createTempFile("agentim", null);
        try {
            Files.setOwner(file, nobody());
            return true;
        } catch (FileSystemException | UserPrincipalNotFoundException _) {
            return false;
        } finally {
            Files.delete(file);
        }
    }

    private static UserPrincipal nobody() throws IOException {
        return FileSystems.getDefault()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName("nobody");
    }

    private static ServerProcess external(String user) {
        return ServerProcess.create()
                .with(
                        "AGENTIM_DATABASE_URL",
                        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.getPort()))
                .with("AGENTIM_DATABASE_USERNAME", user);
    }

    private static void assertRefusal(ServerProcess server, String setting, String problem) {
        int exitCode = server.launch().awaitExit();

        assertThat(exitCode).as(server::log).isEqualTo(1);
        List<String> complaints =
                server.log()
                        .lines()
                        .filter(line -> !line.contains(" INFO ") && !line.isBlank())
                        .toList();
        assertThat(complaints).hasSize(1);
        assertThat(complaints.getFirst())
                .contains("The server cannot start: " + setting)
                .contains(problem);
    }

    private static void execute(String sql) throws Exception {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Path postgresData() throws Exception {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("show data_directory")) {
            rows.next();
            return Path.of(rows.getString(1));
        }
    }
}
