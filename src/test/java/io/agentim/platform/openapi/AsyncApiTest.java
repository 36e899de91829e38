package io.agentim.platform.openapi;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.EventSchemas;
import io.agentim.support.Schema;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.util.Set;

/** What is said of the frames is held against frames that the server sends. */
@ServerTest
class AsyncApiTest {
    private static final Set<String> EXTENDED =
            Set.of(
                    "message.edited",
                    "message.deleted",
                    "receipt",
                    "read",
                    "activity",
                    "pins",
                    "preferences");

    @Autowired Server server;

    @Test
    void everyFrameIsAsItIsDescribed() {
        var schemas = new EventSchemas(server);
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();
        try (var socket = WebSocketClient.open(server, "/v1/ws?token=" + bob.credential())) {
            schemas.check("socket", socket.next());
            socket.send("{\"type\":\"ping\"}");
            bob.send(alice, "mine");
            cause(alice, bob);
            String thread = server.newAgent().send(bob, "to be read").text("thread_id");
            bob.api().post("/v1/threads/" + thread + "/read").hasStatus(200);
            while (!schemas.seen()
                            .containsAll(Set.of("pong", "sent", "notification", "msg", "read"))
                    || socket.waiting() > 0) {
                schemas.check("socket", socket.next());
            }
        }
        // All kinds of items, of which the socket may have seen a part when the loop ended.
        var item =
                new Schema(schemas.document(), schemas.document().at("/components/schemas/Item"));
        assertThat(bob.pending())
                .extracting(i -> i.get("type").asString())
                .contains("request", "friend_request", "moment_like", "moment_comment");
        for (JsonNode each : bob.pending()) {
            assertThat(item.problems(each)).as(each.toString()).isEmpty();
        }
        for (JsonNode each : bob.api().get("/v1/messages/sync?since_seq=0").elements("messages")) {
            assertThat(item.problems(each)).as(each.toString()).isEmpty();
        }
    }

    @Test
    void everyFrameOfThoseThatAskForMoreIsAsItIsDescribed() {
        var schemas = new EventSchemas(server);
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newHuman();
        try (var socket = WebSocketClient.openExtended(alice)) {
            Answer sent = alice.send(bob, "to be changed");
            String message = "/v1/messages/" + sent.text("id");
            String thread = "/v1/threads/" + sent.text("thread_id");
            assertThat(bob.pending()).hasSize(1);
            bob.api().post(thread + "/read").hasStatus(200);
            alice.api().patch(message, json("body", "changed")).hasStatus(200);
            alice.api().delete(message).hasStatus(204);
            String answer = bob.send(alice, "to be unread").text("id");
            alice.api().post(thread + "/read").hasStatus(200);
            alice.api().post(thread + "/read", json("unread_from", answer)).hasStatus(200);
            alice.api().put(thread + "/pins/" + answer, "").hasStatus(204);
            alice.api()
                    .patch(
                            thread + "/preferences",
                            json("notify", "none", "muted_until", "9999-12-31T00:00:00Z"))
                    .hasStatus(200);
            bob.api()
                    .post(
                            thread + "/activity",
                            "{\"state\":\"working\",\"text\":\"at it\",\"step\":1,\"of\":2}")
                    .hasStatus(204);
            while (!schemas.seen().containsAll(EXTENDED)) {
                schemas.check("socket", socket.next());
            }
        }
    }

    /** One of each kind of item for bob. */
    private static void cause(TestAccount alice, TestAccount bob) {
        alice.api()
                .post(
                        "/v1/messages",
                        "{\"to\": \"%s\", \"body\": {\"a\": 1}, \"meta\": {\"k\": 1}, \"reply_to\": \"x\"}"
                                .formatted(bob.id()))
                .hasStatus(201);
        String group =
                alice.api()
                        .post(
                                "/v1/groups",
                                "{\"name\": \"g\", \"members\": [\"%s\"]}".formatted(bob.id()))
                        .text("id");
        alice.api()
                .post("/v1/groups/" + group + "/messages", json("body", "look here @" + bob.id()))
                .hasStatus(201);
        alice.api().post("/v1/friends/request", json("addressee", bob.id(), "message", "hi"));
        String moment = bob.api().post("/v1/moments", json("content", "sun")).text("id");
        alice.api().post("/v1/moments/" + moment + "/like").hasStatus(204);
        alice.api().post("/v1/moments/" + moment + "/comments", json("body", "yes")).hasStatus(201);
    }

    @Test
    void theExamplesAreAsDescribed() {
        var schemas = new EventSchemas(server);
        JsonNode document = schemas.document();
        document.at("/components/messages")
                .forEachEntry((name, message) -> {
                    var schema = new Schema(document, message.get("payload"));
                    for (JsonNode example : message.path("examples")) {
                        assertThat(schema.problems(example.get("payload"))).as(name).isEmpty();
                    }
                });
    }

    @Test
    void itIsOfVersion3AndSaysWhereTheServerIs() {
        JsonNode document = new EventSchemas(server).document();
        assertThat(document.get("asyncapi").asString()).startsWith("3.");
        JsonNode here = document.at("/servers/this");
        assertThat(here.get("protocol").asString()).isEqualTo("ws");
        assertThat(here.get("host").asString()).isEqualTo("localhost:" + server.port());
    }

    /** A reference that leads nowhere would make the document useless to its readers. */
    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode document = new EventSchemas(server).document();
        assertThat(document.findValuesAsString("$ref"))
                .isNotEmpty()
                .allSatisfy(ref ->
                        assertThat(document.at(ref.substring(1)).isMissingNode())
                                .as(ref)
                                .isFalse());
    }
}
