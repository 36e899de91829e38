package io.agentim.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import io.agentim.support.Api;
import io.agentim.support.Server;
import io.agentim.support.ServerProcess;
import io.agentim.support.ServerTest;
import io.agentim.support.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.web.server.LocalManagementPort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.Map;

/** Beside the server of the tests; each test breaks one thing. */
@ServerTest
class DoctorTest {
    @Autowired Server server;
    @Autowired JdbcConnectionDetails database;
    @LocalManagementPort int managementPort;
    @TempDir Path directory;

    private final Map<String, Object> settings = new HashMap<>();

    @BeforeEach
    void allIsWell() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        use(database);
        settings.put("agentim.data-dir", directory.toString());
        settings.put("agentim.port", server.port());
        settings.put("agentim.management-port", managementPort);
        settings.put("agentim.aim.enabled", false);
        settings.put("agentim.base-url", server.url());
        settings.put("agentim.file.min-free-space", "1MB");
    }

    private void use(JdbcConnectionDetails details) {
        settings.put("agentim.database.url", details.getJdbcUrl());
        settings.put("agentim.database.username", details.getUsername());
        settings.put("agentim.database.password", details.getPassword());
    }

    @Test
    void nothingIsWrongWithAServerThatRuns() {
        Report report = examine();

        assertThat(report.text()).doesNotContain("fail  ");
        assertThat(report.exitCode()).isZero();
        assertThat(report.text())
                .contains("ok    database   PostgreSQL 18 at jdbc:postgresql://")
                .contains("ok    durability", "ok    clock", "ok    schema     up to date")
                .contains("ok    directory  " + directory + " is ours alone", "ok    disk")
                .contains("AGENTIM_PORT: the server runs and listens on " + server.port())
                .contains(
                        "AGENTIM_MANAGEMENT_PORT: the server runs and listens on " + managementPort)
                .contains("ok    address    " + server.url() + " leads to the server")
                .contains("ok    websocket  the upgrade comes through")
                .contains("warn  proxy      " + server.url() + " is not encrypted");
    }

    @Test
    void aNewDatabaseIsLookedAtAndLeftAlone() throws Exception {
        JdbcConnectionDetails empty = TestDatabase.newDatabase();
        use(empty);

        assertThat(examine().isWell().text())
                .containsPattern(
                        "ok    schema     [0-9]+ migrations are applied at the next start");
        try (var connection =
                        DriverManager.getConnection(
                                empty.getJdbcUrl(), empty.getUsername(), empty.getPassword());
                var tables =
                        connection
                                .getMetaData()
                                .getTables(null, "public", "%", new String[] {"TABLE"})) {
            assertThat(tables.next()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "success = false, 'migration 99 has failed'",
        "success = true, 'migration 99 is of a newer server'",
    })
    void aSchemaThatIsNotOursIsTold(String state, String problem) throws Exception {
        JdbcConnectionDetails other = TestDatabase.newDatabase();
        use(other);
        try (var connection =
                        DriverManager.getConnection(
                                other.getJdbcUrl(), other.getUsername(), other.getPassword());
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    create table flyway_schema_history (
                        installed_rank integer primary key, version text, description text not null, type text not null,
                        script text not null, checksum integer, installed_by text not null,
                        installed_on timestamp not null default now(), execution_time integer not null,
                        success boolean not null)
                    """);
            statement.execute(
                    """
                    insert into flyway_schema_history
                    values (1, '99', 'later', 'SQL', 'V99__later.sql', 1, 'postgres', now(), 1, true)
                    """);
            statement.execute("update flyway_schema_history set " + state);
        }
        examine().hasFailed("schema", problem);
    }

    @Test
    void aDatabaseThatLosesCommitsIsToldAndMayBeAllowed() {
        String url = database.getJdbcUrl() + "?options=-c%20synchronous_commit=off";
        settings.put("agentim.database.url", url);
        examine()
                .hasFailed(
                        "durability",
                        "synchronous_commit off: messages that were accepted may be lost");

        settings.put("agentim.database.allow-unsafe-durability", true);
        assertThat(examine().isWell().text()).contains("warn  durability");
    }

    @Test
    void aDatabaseThatIsAwayIsToldWithoutThePassword() {
        settings.put(
                "agentim.database.url", "jdbc:postgresql://127.0.0.1:1/agentim?password=hunter22");
        settings.put("agentim.database.password", "hunter23");

        Report report =
                examine()
                        .hasFailed(
                                "database",
                                "cannot connect to jdbc:postgresql://127.0.0.1:1/agentim (");
        assertThat(report.text()).contains("AGENTIM_DATABASE_URL").doesNotContain("hunter");
    }

    @Test
    void anEmbeddedDatabaseThatIsNotRunningIsNoFault() {
        settings.put("agentim.database.url", "");
        assertThat(examine().isWell().text()).contains("the embedded PostgreSQL is not running");
    }

    @Test
    void portsAreFreeOrOursOrTold() throws IOException {
        int[] free = ServerProcess.freePorts(1);
        settings.put("agentim.port", free[0]);
        settings.put("agentim.management-port", 0);
        settings.remove("agentim.base-url");
        assertThat(examine().isWell().text())
                .contains("AGENTIM_PORT: " + free[0] + " is free", "AGENTIM_BASE_URL is not set");

        try (var foreign = new ServerSocket(0)) {
            settings.put("agentim.aim.enabled", true);
            settings.put("agentim.aim-port", foreign.getLocalPort());
            examine()
                    .hasFailed(
                            "ports",
                            "AGENTIM_AIM_PORT: "
                                    + foreign.getLocalPort()
                                    + " is used by another program");
        }
    }

    @Test
    void aDirectoryThatOthersMayReadIsTold() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(examine().isWell().text())
                .contains("warn  directory  others may read " + directory);

        Path key = Files.writeString(directory.resolve("secret-key"), "k");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        examine().hasFailed("directory", "others may read " + key);
    }

    @Test
    void aDirectoryThatCannotBeMadeIsTold() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        settings.put("agentim.data-dir", file.toString());
        examine().hasFailed("directory", file + " cannot be written");

        settings.put("agentim.data-dir", file.resolve("data").toString());
        examine().hasFailed("directory", file.resolve("data") + " cannot be made");
    }

    @Test
    void aNearlyFullDiskIsTold() {
        settings.put("agentim.file.min-free-space", "9000TB");
        assertThat(examine().isWell().text())
                .contains("warn  disk", "below AGENTIM_FILE_MIN_FREE_SPACE");
    }

    @Test
    void anAddressThatLeadsElsewhereIsTold() throws IOException {
        settings.put("agentim.base-url", "http://127.0.0.1:1");
        examine().hasFailed("address", "http://127.0.0.1:1 does not answer");

        HttpServer stranger =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.start();
        settings.put("agentim.base-url", "http://127.0.0.1:" + stranger.getAddress().getPort());
        examine().hasFailed("address", "/healthz answers 404, which is not this server");
        stranger.stop(0);
    }

    @Test
    void aProxyThatSwallowsTheUpgradeIsTold() throws IOException {
        HttpServer proxy =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext(
                "/",
                exchange -> {
                    var answer = new Api(server.url()).get(exchange.getRequestURI().toString());
                    answer.response()
                            .headers()
                            .map()
                            .forEach((name, values) -> {
                                if (name.startsWith("x-") || name.startsWith("sec-")) {
                                    exchange.getResponseHeaders().put(name, values);
                                }
                            });
                    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(answer.status(), body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        proxy.start();
        settings.put("agentim.base-url", "http://127.0.0.1:" + proxy.getAddress().getPort());
        examine().hasFailed("websocket", "the upgrade does not come through");
        proxy.stop(0);
    }

    @Test
    void aProxyOfTlsIsKnownByWhatTheServerAnswers() {
        assertThat(AddressCheckup.encryption("https://im.example.org", true).level())
                .isEqualTo(Finding.Level.OK);
        Finding untrusted = AddressCheckup.encryption("https://im.example.org", false);
        assertThat(untrusted.level()).isEqualTo(Finding.Level.WARN);
        assertThat(untrusted.sentence()).contains("AGENTIM_TRUSTED_PROXIES");
    }

    @Test
    void whatIsNoCommandIsAnsweredWithThoseThatAre() {
        Report report = run("docter");
        assertThat(report.exitCode()).isEqualTo(2);
        assertThat(report.text())
                .startsWith("usage: agentim")
                .contains("doctor", "backup", "restore");
        assertThat(run("backup").exitCode()).isEqualTo(2);
        assertThat(Commands.run("--agentim.port=1")).isEmpty();
        assertThat(Commands.run()).isEmpty();
    }

    private record Report(int exitCode, String text) {
        Report isWell() {
            assertThat(exitCode).as(text).isZero();
            return this;
        }

        Report hasFailed(String subject, String problem) {
            assertThat(exitCode).as(text).isEqualTo(1);
            assertThat(text.lines().filter(line -> line.startsWith("fail  ")))
                    .hasSize(1)
                    .allMatch(line ->
                            line.startsWith("fail  " + "%-10s".formatted(subject))
                                    && line.contains(problem));
            return this;
        }
    }

    private Report examine() {
        return run("doctor");
    }

    private Report run(String... arguments) {
        var out = new ByteArrayOutputStream();
        int exitCode =
                Commands.run(
                        Settings.with(settings),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        arguments);
        return new Report(exitCode, out.toString(StandardCharsets.UTF_8));
    }
}
