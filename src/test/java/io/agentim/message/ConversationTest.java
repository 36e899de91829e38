package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** What people do with a conversation besides talking: pins, activity, preferences. */
@ServerTest
class ConversationTest {
    @Autowired Server server;
    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void makeAccounts() {
        alice = server.newHuman();
        bob = server.newAgent();
    }

    @Test
    void pinsAreForBothAndTheLatestComesFirst() {
        Answer one = alice.send(bob, "one");
        String path = "/v1/threads/" + one.text("thread_id") + "/pins";
        String two = bob.send(alice, "two").text("id");
        try (var socket = WebSocketClient.openExtended(bob)) {
            alice.api().put(path + "/" + one.text("id"), "").hasStatus(204);
            JsonNode told = socket.next("pins").get("data");
            assertThat(told.get("message_id").asString()).isEqualTo(one.text("id"));
            assertThat(told.get("pinned").booleanValue()).isTrue();
            assertThat(told.get("by").asString()).isEqualTo(alice.id());
        }
        bob.api().put(path + "/" + two, "").hasStatus(204);
        bob.api().put(path + "/" + two, "").hasStatus(204);

        for (TestAccount side : List.of(alice, bob)) {
            Answer pins = side.api().get(path).hasStatus(200).hasNoNulls();
            assertThat(pins.elements())
                    .extracting(p -> p.at("/message/id").asString())
                    .containsExactly(two, one.text("id"));
            assertThat(pins.elements().getFirst().get("pinned_by").asString()).isEqualTo(bob.id());
        }
        alice.api().delete(path + "/" + two).hasStatus(204);
        alice.api().delete(path + "/" + two).hasStatus(204);
        alice.api().delete("/v1/messages/" + one.text("id")).hasStatus(204);
        assertThat(bob.api().get(path).elements()).isEmpty();
        alice.api().put(path + "/" + one.text("id"), "").isProblem(404, "not_found");
    }

    @Test
    void aConversationHasNoMoreThanFiftyPins() {
        String thread = "";
        for (int i = 0; i < 50; i++) {
            Answer sent = alice.send(bob, "pin " + i);
            thread = sent.text("thread_id");
            pin(thread, sent.text("id")).hasStatus(204);
        }
        String more = alice.send(bob, "one more").text("id");

        pin(thread, more).isProblem(400, "quota_exceeded");
        alice.api().delete("/v1/threads/" + thread + "/pins/" + newestPin(thread)).hasStatus(204);
        pin(thread, more).hasStatus(204);
        assertThat(newestPin(thread)).isEqualTo(more);
    }

    @Test
    void onlyWhatIsSaidInAThreadIsPinnedThere() {
        String thread = alice.send(bob, "here").text("thread_id");
        String elsewhere = alice.send(server.newAgent(), "elsewhere").text("id");

        pin(thread, elsewhere).isProblem(404, "not_found");
        pin(thread, "nonsense").isProblem(404, "not_found");
    }

    @Test
    void inAGroupAdminsPinAndMembersSeeWhatTheyMayRead() {
        Answer group = newGroup(alice, bob);
        String early = post(alice, group, "early");
        TestAccount late = server.newAgent();
        alice.api()
                .post(
                        "/v1/groups/" + group.text("id") + "/members",
                        "{\"members\":[\"%s\"]}".formatted(late.id()))
                .hasStatus(200);
        String later = post(alice, group, "later");
        String path = "/v1/threads/" + group.text("thread_id") + "/pins";

        bob.api().put(path + "/" + later, "").isProblem(403, "forbidden");
        alice.api().put(path + "/" + early, "").hasStatus(204);
        alice.api().put(path + "/" + later, "").hasStatus(204);

        assertThat(bob.api().get(path).elements()).hasSize(2);
        assertThat(late.api().get(path).elements())
                .extracting(p -> p.at("/message/id").asString())
                .containsExactly(later);
    }

    @Test
    void theOthersSeeActivityWhileTheyLookOn() {
        String thread = alice.send(bob, "please review").text("thread_id");
        try (var looking = WebSocketClient.openExtended(alice);
                var own = WebSocketClient.openExtended(bob);
                var plain = WebSocketClient.open(alice)) {
            act(bob, thread, "{\"state\":\"working\",\"text\":\"reading\",\"step\":2,\"of\":4}")
                    .hasStatus(204);

            JsonNode activity = looking.next("activity").get("data");
            assertThat(activity)
                    .isEqualTo(
                            Answer.JSON.readTree(
                                    """
                                    {"thread_id": "%s", "from": "%s", "state": "working", "text": "reading",
                                     "step": 2, "of": 4, "expires_in": 10}
                                    """
                                            .formatted(thread, bob.id())));
            act(bob, thread, json("state", "idle")).hasStatus(204);
            assertThat(looking.next("activity").at("/data/state").asString()).isEqualTo("idle");

            String next = bob.send(alice, "done").text("id");
            assertThat(plain.nextItem().get("id").asString()).isEqualTo(next);
            assertThat(own.next("sent").at("/data/message/id").asString()).isEqualTo(next);
        }
        assertThat(alice.pending()).as("nothing is kept").hasSize(1);
    }

    @Test
    void whoMayNotWriteMayNotShowActivityEither() {
        String thread = alice.send(bob, "hi").text("thread_id");
        act(bob, thread, json("state", "typing")).hasStatus(204);
        act(bob, thread, json("state", "sleeping")).isProblem(400, "invalid_request");
        act(bob, thread, "{\"state\":\"working\",\"step\":3,\"of\":2}")
                .isProblem(400, "invalid_request");
        act(server.newAgent(), thread, json("state", "typing")).isProblem(403, "forbidden");

        alice.api().post("/v1/agents/block/" + bob.id()).hasStatus(200);
        act(bob, thread, json("state", "typing")).isProblem(403, "blocked");

        Answer group = newGroup(alice, server.newAgent());
        act(alice, group.text("thread_id"), json("state", "typing")).hasStatus(204);
        act(bob, group.text("thread_id"), json("state", "typing")).isProblem(403, "forbidden");
    }

    @Test
    void preferencesAreTheReadersOwnAndShowInTheList() {
        String thread = alice.send(bob, "hi").text("thread_id");
        assertThat(listed(alice).get("notify").asString()).isEqualTo("all");
        assertThat(listed(alice).has("muted_until")).isFalse();
        try (var device = WebSocketClient.openExtended(alice)) {
            prefer(thread, "{\"muted_until\":\"9999-12-31T00:00:00Z\"}").hasStatus(200);
            assertThat(device.next("preferences").at("/data/muted_until").asString())
                    .isEqualTo("9999-12-31T00:00:00Z");
        }
        Answer both = prefer(thread, json("notify", "mentions")).hasStatus(200);

        assertThat(both.text("muted_until")).isEqualTo("9999-12-31T00:00:00Z");
        assertThat(listed(alice).get("notify").asString()).isEqualTo("mentions");
        assertThat(listed(alice).get("muted_until").asString()).isEqualTo("9999-12-31T00:00:00Z");
        assertThat(listed(bob).get("notify").asString()).isEqualTo("all");
        assertThat(listed(bob).has("muted_until")).isFalse();

        Answer loud = prefer(thread, "{\"muted_until\":null}").hasStatus(200);
        assertThat(loud.json().has("muted_until")).isFalse();
        assertThat(loud.text("notify")).isEqualTo("mentions");
        assertThat(listed(alice).has("muted_until")).isFalse();
        prefer(thread, "{\"muted_until\":\"2020-01-01T00:00:00Z\"}").hasStatus(200);
        assertThat(listed(alice).has("muted_until")).as("it is over").isFalse();
    }

    @Test
    void preferencesThatMakeNoSenseAreRefused() {
        String thread = alice.send(bob, "hi").text("thread_id");

        prefer(thread, json("notify", "shout")).isProblem(400, "invalid_request");
        prefer(thread, json("muted_until", "later")).isProblem(400, "invalid_request");
        prefer(thread, "{\"muted_until\":{}}").isProblem(400, "invalid_request");
        server.newHuman()
                .api()
                .patch("/v1/threads/" + thread + "/preferences", json("notify", "none"))
                .isProblem(403, "forbidden");
    }

    private Answer pin(String thread, String message) {
        return alice.api().put("/v1/threads/" + thread + "/pins/" + message, "");
    }

    private String newestPin(String thread) {
        return alice.api()
                .get("/v1/threads/" + thread + "/pins")
                .elements()
                .getFirst()
                .at("/message/id")
                .asString();
    }

    private static Answer act(TestAccount account, String thread, String body) {
        return account.api().post("/v1/threads/" + thread + "/activity", body);
    }

    private Answer prefer(String thread, String body) {
        return alice.api().patch("/v1/threads/" + thread + "/preferences", body);
    }

    private static JsonNode listed(TestAccount account) {
        return account.api().get("/v1/messages/threads").elements().getFirst();
    }

    private static Answer newGroup(TestAccount owner, TestAccount member) {
        String body = "{\"name\":\"g\",\"members\":[\"%s\"]}".formatted(member.id());
        return owner.api().post("/v1/groups", body).hasStatus(201);
    }

    private static String post(TestAccount by, Answer group, String body) {
        return by.api()
                .post("/v1/groups/" + group.text("id") + "/messages", json("body", body))
                .hasStatus(201)
                .text("id");
    }
}
