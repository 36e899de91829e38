package io.agentim.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.Authenticator;
import io.agentim.account.Caller;
import io.agentim.delivery.Connections;
import io.agentim.delivery.TestItems;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;
import io.micrometer.core.instrument.MeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;

import tools.jackson.databind.JsonNode;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

/** Contract 3, promises P11 and S2, as a decent client sees them. */
@ServerTest
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class WebSocketTest {
    private static final Duration NOTHING_MORE = Duration.ofMillis(300);

    @Autowired Server server;
    @Autowired TestItems items;
    @Autowired Connections connections;
    @Autowired Authenticator authenticator;
    @Autowired ApplicationEventPublisher events;
    @Autowired MeterRegistry meters;
    @Autowired DataSource database;

    @Test
    void opensWithTheKeyInTheUrlOrInTheHeader() {
        for (TestAccount account : List.of(server.newAgent(), server.newHuman())) {
            String key = account.credential();
            var bearer = Map.of("Authorization", "Bearer " + key);
            try (var byToken = WebSocketClient.open(server, "/v1/ws?token=" + key);
                    var byApiKey = WebSocketClient.open(server, "/v1/ws?api_key=" + key);
                    var byHeader = WebSocketClient.open(server, "/v1/ws", bearer);
                    var byBoth = WebSocketClient.open(server, "/v1/ws?token=" + key, bearer)) {
                for (var socket : List.of(byToken, byApiKey, byHeader, byBoth)) {
                    assertThat(socket.next().path("type").asString()).isEqualTo("notifications");
                }
            }
        }
    }

    @Test
    void refusesWithHttpBeforeTheUpgrade() {
        var alice = server.newAgent();
        var bob = server.newAgent();
        var anonymous = server.anonymous();
        String unknown = alice.credential().substring(0, 20) + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

        anonymous.get("/v1/ws").isProblem(401, "unauthorized");
        anonymous.get("/v1/ws?token=").isProblem(401, "unauthorized");
        anonymous.get("/v1/ws?token=" + unknown).isProblem(401, "unauthorized");
        anonymous.get("/v1/ws?api_key=" + unknown).isProblem(401, "unauthorized");
        server.as(unknown).get("/v1/ws").isProblem(401, "unauthorized");
        alice.api().get("/v1/ws?token=" + bob.credential()).isProblem(401, "unauthorized");
        alice.api().get("/v1/ws?token=" + alice.credential()).isProblem(400, "invalid_request");
    }

    /**
     * On a 401 the SDK tries again ever more slowly: a key is not wrong because nobody can tell.
     */
    @Test
    void answers503WhileTheDatabaseIsAway() throws Exception {
        var alice = server.newAgent();
        var all = new ArrayList<Connection>();
        try {
            for (int i = 0; i < 16; i++) { // the pool's size
                all.add(database.getConnection());
            }
            server.anonymous()
                    .get("/v1/ws?token=" + alice.credential())
                    .isProblem(503, "unavailable");
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    @Test
    void onlyPagesOfThisServerMayOpenOne() {
        var alice = server.newAgent();
        String path = "/v1/ws?token=" + alice.credential();
        for (String origin :
                List.of(
                        "https://evil.example",
                        "http://localhost.evil.example",
                        "http://localhost:1",
                        "http://localhost:" + server.port() + "@evil.example",
                        "null",
                        "",
                        "file://",
                        "http:localhost")) {
            server.anonymous().with("Origin", origin).get(path).isProblem(403, "forbidden");
        }
        for (String origin :
                List.of(server.url(), server.url().toUpperCase(java.util.Locale.ROOT))) {
            try (var socket = WebSocketClient.open(server, path, Map.of("Origin", origin))) {
                assertThat(socket.next().path("type").asString()).isEqualTo("notifications");
            }
        }
    }

    @Test
    void firstSaysWhatWaits() {
        var alice = server.newAgent();
        items.append("one", alice);
        alice.ack(items.append("two", alice)).hasStatus(204);

        try (var socket = WebSocketClient.open(server, "/v1/ws?token=" + alice.credential())) {
            JsonNode frame = socket.next();
            assertThat(frame.path("type").asString()).isEqualTo("notifications");
            assertThat(frame.path("data").path("unread_messages").intValue()).isEqualTo(1);
            assertThat(frame.path("data").path("last_seq").intValue()).isEqualTo(2);
        }
    }

    @Test
    void pushesTheBacklogInOrderAndThenWhatComes() {
        var alice = server.newAgent();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 120; i++) { // more than the push reads at once
            expected.add(items.append("old " + i, alice));
        }
        try (var socket = WebSocketClient.open(alice)) {
            expected.add(items.append("live, while the backlog waits", alice));
            assertThat(socket.poll(Duration.ofSeconds(1))).as("a pause of 1.5 s").isNull();

            assertThat(itemIds(socket, expected.size())).isEqualTo(expected);
            String live = items.append("live", alice);
            JsonNode item = socket.nextItem();
            assertThat(item.path("id").asString()).isEqualTo(live);
            assertThat(item.path("seq").intValue()).isEqualTo(122);
            assertThat(item.path("message").asString()).isEqualTo("live");
            assertThat(socket.poll(NOTHING_MORE)).isNull();
        }
    }

    @Test
    void passesOverWhatIsAckedOrSyncedBeforeItsTurn() {
        var alice = server.newAgent();
        String acked = items.append("acked", alice);
        String synced = items.append("synced", alice);
        String left = items.append("left", alice);
        try (var socket = WebSocketClient.open(alice)) {
            alice.ack(acked).hasStatus(204);
            alice.api().get("/v1/messages/sync?since_seq=1&limit=1").hasStatus(200);

            assertThat(socket.nextItem().path("id").asString()).isEqualTo(left);
            assertThat(socket.poll(NOTHING_MORE)).isNull();
        }
        try (var next = WebSocketClient.open(alice)) { // un-acked, so they come with the next one
            assertThat(itemIds(next, 2)).containsExactly(synced, left);
        }
    }

    @Test
    void pushesToAllSocketsOfTheAccountAndToNobodyElse() {
        var alice = server.newAgent();
        var bob = server.newAgent();
        try (var one = WebSocketClient.open(alice);
                var two = WebSocketClient.open(alice);
                var bobs = WebSocketClient.open(bob)) {
            String id = items.append("hello", alice);
            assertThat(itemIds(one, 1)).containsExactly(id);
            assertThat(itemIds(two, 1)).containsExactly(id);
            assertThat(bobs.poll(NOTHING_MORE)).isNull();
        }
    }

    @Test
    void answersPing() {
        try (var socket = WebSocketClient.open(server.newAgent())) {
            socket.send("{\"type\":\"ping\"}");
            assertThat(socket.next().toString()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ack\",\"id\":\"%s\"}",
                "{\"type\":\"ack\",\"data\":{\"id\":\"%s\"}}",
                "{\"type\":\"ack\",\"message_id\":\"%s\"}"
            })
    void takesAcks(String form) {
        var alice = server.newAgent();
        var bob = server.newAgent();
        String shared = items.append("for both", alice, bob);
        try (var socket = WebSocketClient.open(alice)) {
            socket.send(form.formatted(shared));
            await().untilAsserted(() -> assertThat(alice.pending()).isEmpty());
            assertThat(bob.pending()).as("only one's own copy").hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "null",
                "42",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"unheard-of\"}",
                "{\"type\":\"ack\"}",
                "{\"type\":\"ack\",\"id\":7}",
                "{\"type\":\"ack\",\"id\":\"msg_nothing\"}",
                "{\"type\":\"ack\",\"id\":\"msg_01h455vb4pex5vsknk084sn02q\"}",
                "{\"type\":\"ping\",\"type\":\"ping\"}",
                "{\"type\":\"msg\",\"data\":{\"message\":{}}}"
            })
    void ignoresEverythingElse(String text) {
        try (var socket = WebSocketClient.open(server.newAgent())) {
            socket.send(text);
            socket.send("{\"type\":\"ping\"}");
            assertThat(socket.next().toString()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @Test
    void takes64KiBOfTextAndNoMore() {
        String ping = "{\"type\":\"ping\",\"data\":\"\"}";
        String largest = ping.replace("\"\"", "\"" + "x".repeat(65_536 - ping.length()) + "\"");
        try (var socket = WebSocketClient.open(server.newAgent())) {
            socket.send(largest);
            assertThat(socket.next().toString()).isEqualTo("{\"type\":\"pong\"}");
            socket.send(largest + " ");
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void takesNoBinary() {
        try (var socket = WebSocketClient.open(server.newAgent())) {
            var _ = socket.socket().sendBinary(ByteBuffer.allocate(200_000), false);
            assertThat(socket.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void tellsTheSendersSocketsWhatHeSent() {
        var alice = server.newAgent();
        try (var one = WebSocketClient.open(alice);
                var two = WebSocketClient.open(alice)) {
            for (var socket :
                    List.of(one, two)) { // the first frame comes before the socket is in the list
                socket.send("{\"type\":\"ping\"}");
                assertThat(socket.next().path("type").asString()).isEqualTo("pong");
            }
            connections.sent(callerOf(alice).accountId(), "{\"id\":\"msg_1\"}");
            for (var socket : List.of(one, two)) {
                assertThat(socket.next().toString())
                        .isEqualTo("{\"type\":\"sent\",\"data\":{\"message\":{\"id\":\"msg_1\"}}}");
            }
        }
        assertThat(alice.pending()).as("no item").isEmpty();
    }

    @Test
    void closesWith4001WhenTheCredentialIsRevoked() {
        var alice = server.newAgent();
        var bob = server.newAgent();
        try (var alices = WebSocketClient.open(alice);
                var bobs = WebSocketClient.open(bob)) {
            revoke(alice);
            assertThat(alices.closeCode()).isEqualTo(4001);
            assertThat(bobs.isOpen()).isTrue();
        }
    }

    /** Revoked after it was checked and before the socket was known: nobody would close it. */
    @Test
    void closesWith4001WhenTheCredentialWasRevokedDuringTheUpgrade() {
        var alice = server.newAgent();
        revoke(alice);
        try (var socket = WebSocketClient.open(server, "/v1/ws?token=" + alice.credential())) {
            assertThat(socket.closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void answersTheClientsCloseAndForgetsTheSocket() {
        var alice = server.newAgent();
        double before = openSockets();
        try (var socket = WebSocketClient.open(alice)) {
            await().untilAsserted(() -> assertThat(openSockets()).isEqualTo(before + 1));
            socket.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            assertThat(socket.closeCode()).isEqualTo(1000);
            await().untilAsserted(() -> assertThat(openSockets()).isEqualTo(before));
        }
        try (var _ = WebSocketClient.open(alice)) {
            await().untilAsserted(() -> assertThat(openSockets()).isEqualTo(before + 1));
        } // gone without a word
        await().untilAsserted(() -> assertThat(openSockets()).isEqualTo(before));
    }

    @Test
    void neverLogsTheQuery(CapturedOutput output) {
        var alice = server.newAgent();
        String secret = alice.credential();
        LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
        var loggers = List.of("io.agentim", "org.springframework.web", "org.springframework.boot");
        loggers.forEach(name -> logging.setLogLevel(name, LogLevel.TRACE));
        try {
            try (var socket = WebSocketClient.open(server, "/v1/ws?token=" + secret)) {
                socket.send("nonsense");
                socket.next();
                socket.socket().sendBinary(ByteBuffer.allocate(1), true).join();
                assertThat(socket.closeCode()).isEqualTo(1003);
            }
            Answer refused = server.anonymous().get("/v1/ws?token=" + secret);
            assertThat(refused.isProblem(400, "invalid_request").body()).doesNotContain(secret);
        } finally {
            loggers.forEach(name -> logging.setLogLevel(name, null));
        }
        assertThat(output.getAll()).contains("/v1/ws").doesNotContain(secret);
    }

    private double openSockets() {
        return meters.get("agentim.connections").tag("transport", "websocket").gauge().value();
    }

    private Caller callerOf(TestAccount account) {
        return authenticator.authenticate(account.credential()).orElseThrow();
    }

    /** As account does it, whatever the reason. */
    private void revoke(TestAccount account) {
        Caller caller = callerOf(account);
        events.publishEvent(
                new CredentialsRevoked(caller.accountId(), List.of(caller.credentialId())));
    }

    private static List<String> itemIds(WebSocketClient socket, int n) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < n; i++) {
            ids.add(socket.nextItem().path("id").asString());
        }
        return ids;
    }
}
