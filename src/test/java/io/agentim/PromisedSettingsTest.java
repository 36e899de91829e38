package io.agentim;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;

import io.agentim.support.Api;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.sql.DataSource;

/**
 * Promises 2.3, 2.4 and 2.10 as they arrive where they matter. Other rows have tests beside what
 * they are about.
 */
@ServerTest
class PromisedSettingsTest {
    @Autowired Server server;
    @Autowired DataSource dataSource;
    @LocalManagementPort int managementPort;

    /**
     * As PostgreSQL sees the connections of the pool: all of them, also the one that has migrated,
     * which needed more time than a request may take.
     */
    @Test
    void theDatabaseEndsWhatHangs() throws Exception {
        var promised =
                Map.of(
                        "statement_timeout", "5s",
                        "lock_timeout", "3s",
                        "idle_in_transaction_session_timeout", "10s",
                        "transaction_isolation", "read committed",
                        "application_name", "agentim");
        try (var one = dataSource.getConnection();
                var two = dataSource.getConnection();
                var three = dataSource.getConnection();
                var four = dataSource.getConnection()) {
            for (Connection connection : List.of(one, two, three, four)) {
                for (var setting : promised.entrySet()) {
                    assertThat(show(connection, setting.getKey()))
                            .as(setting.getKey())
                            .isEqualTo(setting.getValue());
                }
            }
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("show " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void thePoolGivesUpSoon() throws Exception {
        var pool = dataSource.unwrap(HikariDataSource.class);

        assertThat(pool.getMaximumPoolSize()).isBetween(10, 20);
        assertThat(pool.getConnectionTimeout()).isEqualTo(3_000);
        assertThat(pool.getValidationTimeout()).isEqualTo(1_000);
        assertThat(pool.getKeepaliveTime()).isEqualTo(60_000);
        assertThat(pool.getMaxLifetime()).isEqualTo(1_800_000);
        // Without the driver's own time-out a connection whose server is gone hangs for ever.
        assertThat(pool.getDataSourceProperties())
                .containsEntry("connectTimeout", "3")
                .containsEntry("socketTimeout", "15")
                .containsEntry("loginTimeout", "5")
                .containsEntry("tcpKeepAlive", "true");
    }

    static Stream<String> jsonOverItsLimits() {
        return Stream.of(
                "[".repeat(65) + "]".repeat(65),
                "{\"meta\": " + "{\"a\": ".repeat(64) + "1" + "}".repeat(64) + "}",
                "{\"x\": \"" + "s".repeat(128 * 1024 + 1) + "\"}",
                "{\"x\": " + "1".repeat(101) + "}",
                "{\"" + "n".repeat(257) + "\": 1}",
                "[" + "1,".repeat(100_000) + "1]");
    }

    @ParameterizedTest
    @MethodSource("jsonOverItsLimits")
    void jsonIsBounded(String body) {
        server.newAgent().api().post("/v1/messages", body).isProblem(400, "invalid_request");
    }

    @Test
    void jsonWithinItsLimitsIsRead() {
        TestAccount alice = server.newAgent();
        String start =
                "{\"to\": \"" + server.newAgent().id() + "\", \"body\": \"hi\", \"unknown\": ";
        for (String value :
                List.of(
                        "[".repeat(60) + "]".repeat(60),
                        "\"" + "s".repeat(120 * 1024) + "\"",
                        "1".repeat(100),
                        "{\"" + "n".repeat(256) + "\": 1}")) {
            alice.api().post("/v1/messages", start + value + "}").hasStatus(201);
        }
    }

    @Test
    void aBodyIsBounded() {
        String body = json("x", "s".repeat(100)).repeat(2700);
        server.newAgent().api().post("/v1/messages", body).isProblem(413, "payload_too_large");
    }

    @Test
    void aRequestsHeadIsBounded() {
        Api api = server.anonymous();
        api.with("X-Long", "v".repeat(14 * 1024)).get("/healthz").hasStatus(200);
        api.with("X-Long", "v".repeat(17 * 1024))
                .get("/healthz")
                .isProblem(431, "payload_too_large");
        withHeaders(90).get("/healthz").hasStatus(200);
        withHeaders(101).get("/healthz").isProblem(431, "payload_too_large");
    }

    private Api withHeaders(int count) {
        Api api = server.anonymous();
        for (int i = 0; i < count; i++) {
            api = api.with("X-" + i, "v");
        }
        return api;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/info", "/metrics"})
    void theManagementPortShows(String path) {
        management().get(path).hasStatus(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/env",
                "/heapdump",
                "/threaddump",
                "/beans",
                "/configprops",
                "/loggers",
                "/mappings",
                "/shutdown",
                "/conditions",
                "/httpexchanges",
                "/flyway",
                "/scheduledtasks",
                "/v1/messages",
                "/jolokia"
            })
    void theManagementPortHides(String path) {
        management().get(path).hasStatus(404);
    }

    /** Hardening T27: dressed up as whatever a filter may have been tricked by elsewhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {"heapdump", "env", "metrics", "health", "prometheus", "info", "shutdown"})
    void nothingOfItIsOnThePublicPort(String endpoint) throws IOException {
        for (String prefix :
                List.of(
                        "/",
                        "/actuator/",
                        "//actuator/",
                        "/actuator;x=y/",
                        "/actuator/./",
                        "/v1/../actuator/",
                        "/v1/..;/actuator/",
                        "/%61ctuator/",
                        "/v1/%2e%2e/actuator/",
                        "/v1/%2e%2e%2factuator%2f",
                        "/static/../actuator/",
                        "/healthz/../actuator/",
                        "/manage/",
                        "/management/",
                        "/%u0061ctuator/",
                        "/ACTUATOR/",
                        "/actuator%00/")) {
            assertThat(statusOf(prefix + endpoint)).as(prefix + endpoint).isIn(400, 401, 404);
        }
    }

    /** As it is written: a client's library would tidy the path up. */
    private int statusOf(String path) throws IOException {
        try (var socket = new Socket("localhost", server.port())) {
            String head =
                    "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    private Api management() {
        return new Api("http://localhost:" + managementPort);
    }
}
