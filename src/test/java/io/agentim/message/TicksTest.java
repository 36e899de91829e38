package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What senders learn of how far their direct messages have come. */
@ServerTest
class TicksTest {
    @Autowired Server server;
    private TestAccount sender;
    private TestAccount reader;

    @BeforeEach
    void makeAccounts() {
        sender = server.newHuman();
        reader = server.newAgent();
    }

    @Test
    void theHistoryOfTheSenderSaysHowFarEachHasCome() {
        String thread = sender.send(reader, "one").text("thread_id");
        assertThat(ticks(thread)).containsExactly("sent");

        List<JsonNode> fetched = reader.pending();
        await().untilAsserted(() -> assertThat(ticks(thread)).containsExactly("delivered"));
        reader.ack(fetched.getFirst().get("id").asString()).hasStatus(204);
        sender.send(reader, "two");

        assertThat(ticks(thread)).containsExactly("read", "sent");
        assertThat(overview().at("/last_message/delivery").asString()).isEqualTo("sent");
        assertThat(history(reader, thread)).noneMatch(m -> m.has("delivery"));
        assertThat(sender.send(reader, "three").json().has("delivery")).isFalse();
    }

    @Test
    void whoDoesNotWantItKnownIsNeverSeenToHaveRead() {
        reader.api().put("/v1/agents/settings", "{\"send_read_receipts\":false}").hasStatus(200);
        try (var looking = WebSocketClient.openExtended(sender)) {
            Answer sent = sender.send(reader, "one");
            reader.ack(sent.text("id")).hasStatus(204);

            JsonNode receipt = looking.next("receipt").get("data");
            assertThat(receipt.get("state").asString()).isEqualTo("delivered");
            assertThat(ticks(sent.text("thread_id"))).containsExactly("delivered");
            JsonNode copy =
                    sender.api()
                            .get("/v1/messages/" + sent.text("id") + "/deliveries")
                            .elements()
                            .getFirst();
            assertThat(copy.get("state").asString()).isEqualTo("delivered");
            assertThat(copy.has("acked_at")).isFalse();
        }
    }

    @Test
    void whoLooksOnIsToldOfEachMessage() {
        try (var looking = WebSocketClient.openExtended(sender);
                var other = WebSocketClient.openExtended(server.newHuman());
                var plain = WebSocketClient.open(sender)) {
            String first = sender.send(reader, "one").text("id");
            Answer second = sender.send(reader, "two");
            Map<String, String> states = new HashMap<>();

            assertThat(reader.pending()).hasSize(2);
            collect(looking, states, Map.of(first, "delivered", second.text("id"), "delivered"));
            reader.ack(second.text("id")).hasStatus(204);
            collect(looking, states, Map.of(first, "delivered", second.text("id"), "read"));
            reader.api().post("/v1/threads/" + second.text("thread_id") + "/read").hasStatus(200);
            collect(looking, states, Map.of(first, "read", second.text("id"), "read"));

            assertThat(other.waiting()).isZero();
            for (int i = 0; i < 2; i++) {
                assertThat(plain.next().get("type").asString()).isEqualTo("sent");
            }
            assertThat(plain.waiting()).as("it has not asked for more").isZero();
        }
    }

    @Test
    void aGroupHasNoTicks() {
        Answer group =
                sender.api()
                        .post(
                                "/v1/groups",
                                "{\"name\":\"g\",\"members\":[\"%s\"]}".formatted(reader.id()))
                        .hasStatus(201);
        sender.api()
                .post("/v1/groups/" + group.text("id") + "/messages", json("body", "hi"))
                .hasStatus(201);
        reader.api().post("/v1/threads/" + group.text("thread_id") + "/read").hasStatus(200);

        assertThat(history(sender, group.text("thread_id")))
                .hasSize(1)
                .noneMatch(m -> m.has("delivery"));
    }

    private static void collect(
            WebSocketClient socket, Map<String, String> states, Map<String, String> until) {
        while (!states.equals(until)) {
            JsonNode data = socket.next("receipt").get("data");
            String state = data.get("state").asString();
            data.get("message_ids")
                    .forEach(id ->
                            states.merge(
                                    id.asString(),
                                    state,
                                    (old, now) -> old.equals("read") ? old : now));
        }
    }

    private List<String> ticks(String thread) {
        return history(sender, thread).stream().map(m -> m.get("delivery").asString()).toList();
    }

    private static List<JsonNode> history(TestAccount account, String thread) {
        return account.api().get("/v1/threads/" + thread + "/messages").elements("messages");
    }

    private JsonNode overview() {
        return sender.api().get("/v1/messages/threads").elements().getFirst();
    }
}
