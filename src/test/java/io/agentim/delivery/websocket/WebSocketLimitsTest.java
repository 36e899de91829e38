package io.agentim.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.account.AccountId;
import io.agentim.delivery.Presence;
import io.agentim.delivery.TestItems;
import io.agentim.support.RawWebSocket;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Silent, slow and too many clients (contract 3.2, promises P30 and 2.3), with short patience. */
@ServerTest
@TestPropertySource(
        properties = {
            "agentim.limits.enabled=true",
            "agentim.limits.register.rate=0",
            "agentim.limits.any.rate=0",
            "agentim.limits.read.rate=0",
            "agentim.connections.ping-interval=300ms",
            "agentim.connections.max-silence=3s",
            "agentim.connections.max-write=1s",
            "agentim.connections.max-per-address=20",
            "agentim.cors.allowed-origins=https://app.example.org/,http://127.0.0.1:3000"
        })
class WebSocketLimitsTest {
    @Autowired Server server;
    @Autowired TestItems items;
    @Autowired Presence presence;

    @Test
    void closesWith4000AClientThatIsSilent() throws Exception {
        try (var talking = WebSocketClient.open(server.newAgent()); // answers our pings
                var pinging = open(server.newAgent(), 65_536);
                var silent = open(server.newAgent(), 65_536)) {
            var close =
                    CompletableFuture.supplyAsync(
                            () -> closeCode(silent), Thread::startVirtualThread);
            while (!close.isDone()) { // what it hears is no answer, but it speaks
                pinging.send(RawWebSocket.PING, new byte[0]);
                pinging.read(RawWebSocket.PONG);
            }
            assertThat(close.join()).isEqualTo(4000);
            silent.drain(); // our close frame has no answer, and still there is an end
            talking.send("{\"type\":\"ping\"}");
            assertThat(talking.next().toString()).isEqualTo("{\"type\":\"pong\"}");
            pinging.send(RawWebSocket.PING, new byte[0]);
            pinging.read(RawWebSocket.PONG);
        }
    }

    /** It costs a page and a small kernel buffer, holds up nobody, and nothing is lost. */
    @Test
    void cutsOffAClientThatStopsReading() throws Exception {
        var stalled = server.newAgent();
        var healthy = server.newAgent();
        try (var slow = open(stalled, 4096);
                var quick = WebSocketClient.open(healthy)) {
            slow.read();
            for (int i = 0; i < 300; i++) {
                items.append("x".repeat(10_000), stalled, healthy);
            }
            for (int i = 0; i < 300; i++) {
                quick.nextItem();
            }
            var id = AccountId.parse(stalled.id()).orElseThrow();
            await().until(() -> !presence.isOnline(id));
            assertThat(slow.drain()).as("of 3 MB").isLessThan(512 * 1024);
        }
        assertThat(stalled.pending()).hasSize(300);
        try (var again = WebSocketClient.open(stalled)) {
            assertThat(again.nextItem().path("seq").intValue()).isEqualTo(1);
        }
    }

    @Test
    void theEleventhSocketOfAnAccountReplacesTheFirst() {
        var alice = server.newAgent();
        var sockets = new ArrayList<WebSocketClient>();
        try {
            for (int i = 0; i < 11; i++) {
                sockets.add(WebSocketClient.open(alice));
            }
            assertThat(sockets.getFirst().closeCode()).isEqualTo(4008);
            String id = items.append("to the other ten", alice);
            for (var socket : sockets.subList(1, 11)) {
                assertThat(socket.nextItem().path("id").asString()).isEqualTo(id);
            }
        } finally {
            sockets.forEach(WebSocketClient::close);
        }
    }

    @Test
    void refusesMoreSocketsAndPollsFromOneAddressThanAllowed() {
        var accounts = List.of(server.newAgent(), server.newAgent());
        var bob = server.newAgent();
        var sockets = new ArrayList<WebSocketClient>();
        CompletableFuture<?> poll;
        try {
            for (int i = 0; i < 19; i++) {
                sockets.add(WebSocketClient.open(accounts.get(i % 2)));
            }
            poll = bob.api().getAsync("/v1/messages/pending?timeout=20");
            await().untilAsserted(() -> bob.api().get("/v1/ws").isProblem(503, "unavailable"));
            bob.api().get("/v1/messages/pending?timeout=20").isProblem(503, "unavailable");
            assertThat(bob.pending()).as("what does not wait is not counted").isEmpty();
        } finally {
            sockets.forEach(WebSocketClient::close);
        }
        await().untilAsserted(() -> WebSocketClient.open(bob).close());
        items.append("ends the poll", bob);
        poll.join();
    }

    @Test
    void takesPagesOfAllowedOrigins() {
        String path = "/v1/ws?token=" + server.newAgent().credential();
        for (String origin : List.of("https://app.example.org", "http://127.0.0.1:3000")) {
            try (var socket = WebSocketClient.open(server, path, Map.of("Origin", origin))) {
                assertThat(socket.next().path("type").asString()).isEqualTo("notifications");
            }
        }
        for (String origin : List.of("http://app.example.org", "http://127.0.0.1:3001")) {
            server.anonymous().with("Origin", origin).get(path).isProblem(403, "forbidden");
        }
    }

    private static int closeCode(RawWebSocket socket) {
        try {
            return socket.read(RawWebSocket.CLOSE).closeCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawWebSocket open(TestAccount account, int receiveBuffer) throws Exception {
        return new RawWebSocket(server, "/v1/ws", account.credential(), receiveBuffer);
    }
}
