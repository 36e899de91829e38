package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.Together;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Messages sent while they are written, for those who send and those who receive them. */
@ServerTest
class StreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Autowired Server server;
    @Autowired JdbcClient jdbc;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    /** What is left open would be aborted in the middle of another test. */
    @AfterEach
    void forgetStreams() {
        for (TestAccount account : List.of(alice, bob)) {
            jdbc.sql("delete from message_stream where sender_id = :sender")
                    .param("sender", Long.parseLong(account.id()))
                    .update();
        }
    }

    @Test
    void whoeverReadsTheInboxSeesOneMessageOnceItIsWhole() {
        Answer opened = open(alice, bob.id()).hasNoNulls();
        String id = opened.text("id");
        assertThat(opened.text("state")).isEqualTo("streaming");
        assertThat(opened.at("expected_seq").longValue()).isEqualTo(1);
        assertThat(opened.at("content").get("body").asString()).isEmpty();
        var polled = bob.api().getAsync("/v1/messages/pending?timeout=30");

        Answer chunk = chunk(alice, id, 1, "text", "It is ").hasStatus(200).hasNoNulls();
        assertThat(chunk.at("expected_seq").longValue()).isEqualTo(2);
        assertThat(chunk.at("stop_requested").booleanValue()).isFalse();
        chunk(alice, id, 2, "thinking", "let me look at the clock").hasStatus(200);
        chunk(alice, id, 3, "text", "noon. 正午").hasStatus(200);
        assertThat(bob.pending()).isEmpty();
        assertThat(sync(bob)).isEmpty();
        assertThat(bob.api().get("/v1/messages/threads").elements()).isEmpty();
        assertThat(polled).isNotDone();

        Answer finished = finish(alice, id).hasStatus(200).hasNoNulls();
        assertThat(finished.text("state")).isEqualTo("finished");
        assertThat(finished.text("status")).isEqualTo("sent");
        assertThat(polled.join().elements())
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.get("id").asString()).isEqualTo(id);
                    assertThat(item.at("/content/body").asString()).isEqualTo("It is noon. 正午");
                    assertThat(item.has("aborted")).isFalse();
                    assertThat(item.has("state")).isFalse();
                });
        assertThat(sync(bob)).hasSize(1);
        assertThat(history(alice, opened.text("thread_id"))).containsExactly("It is noon. 正午");
        bob.ack(id).hasStatus(204);
        assertThat(bob.pending()).isEmpty();
        assertThat(alice.api().get("/v1/messages/" + id + "/deliveries").hasStatus(200).body())
                .contains("acked");
    }

    @Test
    void itTakesItsNumberAtItsEndAndItsPlaceInTheHistoryAtItsBeginning() {
        String id = open(alice, bob.id()).text("id");
        chunk(alice, id, 1, "text", "begun first").hasStatus(200);
        String thread = alice.send(bob, "sent meanwhile").text("thread_id");
        finish(alice, id).hasStatus(200);

        assertThat(bodies(bob.pending())).containsExactly("sent meanwhile", "begun first");
        assertThat(history(bob, thread)).containsExactly("begun first", "sent meanwhile");
    }

    @Test
    void whatIsRepeatedIsIgnoredAndWhatIsMissingIsAskedFor() {
        String id = open(alice, bob.id()).text("id");
        chunks(alice, id, texts(1, "a", "b")).hasStatus(200);

        chunks(alice, id, texts(1, "a", "b")).hasStatus(200);
        assertThat(
                        chunks(alice, id, texts(2, "b", "c"))
                                .hasStatus(200)
                                .at("expected_seq")
                                .longValue())
                .isEqualTo(4);
        Answer gap = chunk(alice, id, 6, "text", "f").isProblem(409, "stream_gap");
        assertThat(gap.at("expected_seq").longValue()).isEqualTo(4);
        chunks(alice, id, texts(4, "d").add(texts(6, "f").get(0))).isProblem(409, "stream_gap");
        chunks(alice, id, texts(4, "d")).hasStatus(200);

        finish(alice, id).hasStatus(200);
        assertThat(bodies(bob.pending())).containsExactly("abcd");
    }

    /** A client that repeats what it has no answer for may overtake itself. */
    @Test
    void ofManyRequestsAtOnceEachChunkCountsOnce() throws Exception {
        String id = open(alice, bob.id()).text("id");

        for (int seq = 1; seq <= 20; seq++) {
            ArrayNode all = texts(1, "abcdefghijklmnopqrst".substring(0, seq).split(""));
            Together.run(List.of(200), Collections.nCopies(8, () -> chunks(alice, id, all)));
        }

        finish(alice, id).hasStatus(200);
        assertThat(bodies(bob.pending())).containsExactly("abcdefghijklmnopqrst");
    }

    @Test
    void theEndMaySaySomethingElseAndTheBeginningSomethingAlready() {
        String request =
                "{\"to\":\"%s\",\"stream\":true,\"content\":{\"format\":\"markdown\",\"body\":\"*He\"}}"
                        .formatted(bob.id());
        String one = alice.api().post("/v1/messages", request).hasStatus(201).text("id");
        chunk(alice, one, 1, "text", "llo*").hasStatus(200);
        finish(alice, one).hasStatus(200);
        String two = open(alice, bob.id()).text("id");
        chunk(alice, two, 1, "text", "draft").hasStatus(200);
        alice.api()
                .post("/v1/messages/" + two + "/finish", json("body", "in the end"))
                .hasStatus(200);

        assertThat(bodies(bob.pending())).containsExactly("*Hello*", "in the end");
        assertThat(bob.pending().getFirst().at("/content/format").asString()).isEqualTo("markdown");
    }

    @Test
    void anEndMayBeRepeatedAndIsFinal() {
        String id = open(alice, bob.id()).text("id");
        finish(alice, id).isProblem(400, "invalid_request");
        chunk(alice, id, 1, "text", "hi").hasStatus(200);

        String first = finish(alice, id).hasStatus(200).text("created_at");
        assertThat(finish(alice, id).hasStatus(200).text("created_at")).isEqualTo(first);
        assertThat(bob.pending()).hasSize(1);
        abort(alice, id).isProblem(409, "stream_ended");
        chunk(alice, id, 2, "text", "more").isProblem(409, "stream_ended");
        bob.api().post("/v1/messages/" + id + "/stop").isProblem(409, "stream_ended");
    }

    @Test
    void anAbortDeliversWhatThereIs() {
        String id = open(alice, bob.id()).text("id");
        chunk(alice, id, 1, "text", "It is").hasStatus(200);
        assertThat(abort(alice, id).hasStatus(200).text("state")).isEqualTo("aborted");
        abort(alice, id).hasStatus(200);
        assertThat(bob.pending())
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.get("aborted").booleanValue()).isTrue();
                    assertThat(item.at("/content/body").asString()).isEqualTo("It is");
                });

        String nothing = open(alice, bob.id()).text("id");
        chunk(alice, nothing, 1, "thinking", "hm").hasStatus(200);
        Answer aborted = abort(alice, nothing).hasStatus(200);
        assertThat(aborted.text("state")).isEqualTo("aborted");
        finish(alice, nothing).isProblem(409, "stream_ended");
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void silenceAborts() {
        String spoken = open(alice, bob.id()).text("id");
        chunk(alice, spoken, 1, "text", "and then").hasStatus(200);
        String unspoken = open(alice, bob.id()).text("id");
        String alive = open(alice, bob.id()).text("id");
        fallSilent(spoken);
        fallSilent(unspoken);

        await().atMost(PATIENCE).until(() -> bob.pending().size() == 1);
        assertThat(bob.pending().getFirst().get("aborted").booleanValue()).isTrue();
        await().atMost(PATIENCE).until(() -> finish(alice, unspoken).status() == 409);
        chunk(alice, spoken, 2, "text", "!").isProblem(409, "stream_ended");
        chunk(alice, alive, 1, "text", "still here").hasStatus(200);
    }

    /** Judged at the beginning, and once more at the end (promise P15). */
    @Test
    void whoMayNoLongerWriteDeliversNothing() {
        String id = open(alice, bob.id()).text("id");
        chunk(alice, id, 1, "text", "hi").hasStatus(200);
        bob.api().post("/v1/agents/block/" + alice.id()).hasStatus(200);

        finish(alice, id).isProblem(403, "blocked");
        alice.trySend(bob.id(), "x").isProblem(403, "blocked");
        alice.api()
                .post("/v1/messages", "{\"to\":\"%s\",\"stream\":true}".formatted(bob.id()))
                .isProblem(403, "blocked");
        bob.api().get("/v1/messages/" + id + "/stream").isProblem(404, "not_found");
        fallSilent(id);
        await().atMost(PATIENCE).until(() -> finish(alice, id).status() == 409);
        assertThat(bob.pending()).isEmpty();
    }

    @Test
    void toAGroup() {
        var carol = server.newAgent();
        String group =
                alice.api()
                        .post(
                                "/v1/groups",
                                "{\"name\":\"g\",\"members\":[\"%s\",\"%s\"]}"
                                        .formatted(bob.id(), carol.id()))
                        .text("id");
        Answer opened =
                alice.api()
                        .post("/v1/groups/" + group + "/messages", "{\"stream\":true}")
                        .hasStatus(201);
        String id = opened.text("id");
        assertThat(opened.text("group_id")).isEqualTo(group);
        chunk(alice, id, 1, "text", "look, @").hasStatus(200);
        chunk(alice, id, 2, "text", bob.id()).hasStatus(200);
        carol.api().post("/v1/groups/" + group + "/leave").hasStatus(200);
        finish(alice, id).hasStatus(200);

        assertThat(bob.pending())
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.at("/content/body").asString()).isEqualTo("look, @" + bob.id());
                    assertThat(item.get("intent").asString()).isEqualTo("mentioned");
                });
        assertThat(carol.pending()).isEmpty();

        String late = open(bob, group).text("id");
        chunk(bob, late, 1, "text", "hi").hasStatus(200);
        bob.api().post("/v1/groups/" + group + "/leave").hasStatus(200);
        finish(bob, late).isProblem(403);
        assertThat(alice.pending()).isEmpty();
    }

    @Test
    void isTheReplyThatSomebodyWaitsFor() {
        String question = alice.send(bob, "2 + 2?").text("id");
        var asked = alice.api().getAsync("/v1/messages/" + question + "/reply?timeout=30");
        String reply =
                bob.api()
                        .post(
                                "/v1/messages",
                                "{\"to\":\"%s\",\"stream\":true,\"reply_to\":\"%s\"}"
                                        .formatted(alice.id(), question))
                        .text("id");
        chunk(bob, reply, 1, "text", "4").hasStatus(200);
        assertThat(asked).isNotDone();
        finish(bob, reply).hasStatus(200);

        Answer answer = asked.join().hasStatus(200);
        assertThat(answer.text("wait")).isEqualTo("replied");
        assertThat(answer.at("reply").at("/content/body").asString()).isEqualTo("4");
        alice.api()
                .post("/v1/messages?wait=1", "{\"to\":\"%s\",\"stream\":true}".formatted(bob.id()))
                .isProblem(400, "invalid_request");
    }

    @Test
    void aRepeatedBeginningIsTheSameMessage() {
        Answer one = openWithKey("k");
        chunk(alice, one.text("id"), 1, "text", "hi").hasStatus(200);
        Answer two = openWithKey("k");
        assertThat(two.text("id")).isEqualTo(one.text("id"));
        assertThat(two.at("expected_seq").longValue()).isEqualTo(2);
        assertThat(two.header("Idempotency-Replayed")).isEqualTo("true");
        finish(alice, one.text("id")).hasStatus(200);
        assertThat(openWithKey("k").text("state")).isEqualTo("finished");
        assertThat(bob.pending()).hasSize(1);
        alice.api()
                .with("Idempotency-Key", "k")
                .post("/v1/messages", json("to", bob.id(), "body", "hi"))
                .isProblem(422, "idempotency_key_reused");
    }

    @Test
    void whatIsTooMuchIsRefusedAndTheRestStays() {
        String id = open(alice, bob.id()).text("id");
        String most = "x".repeat(64 * 1024);
        chunk(alice, id, 1, "text", most).hasStatus(200);
        chunk(alice, id, 2, "text", "y").isProblem(413, "payload_too_large");
        for (int seq = 2; seq < 6; seq++) {
            chunk(alice, id, seq, "tool", most).hasStatus(200);
        }
        chunk(alice, id, 6, "status", "z").isProblem(413, "payload_too_large");
        finish(alice, id).hasStatus(200);
        assertThat(bodies(bob.pending())).containsExactly(most);

        String other = open(alice, bob.id()).text("id");
        chunks(alice, other, texts(1, "a".repeat(101).split(""))).isProblem(400);
        chunks(alice, other, texts(1)).isProblem(400);
        chunk(alice, other, 1, "text", "").isProblem(400);
        for (int open = 1; open < 16; open++) {
            open(alice, bob.id());
        }
        alice.api()
                .post("/v1/messages", "{\"to\":\"%s\",\"stream\":true}".formatted(bob.id()))
                .isProblem(429, "too_many_streams");
        abort(alice, other).hasStatus(200);
        open(alice, bob.id());
    }

    /** Hardening T23: a key is found although it comes in pieces. */
    @Test
    void aSecretIsRefusedBeforeAnybodySeesIt() {
        String id = open(alice, bob.id()).text("id");
        int half = alice.credential().length() / 2;
        chunk(alice, id, 1, "text", "my key: " + alice.credential().substring(0, half))
                .hasStatus(200);
        chunk(alice, id, 2, "text", alice.credential().substring(half))
                .isProblem(400, "secret_in_message");
        chunk(alice, id, 2, "tool", alice.credential()).isProblem(400, "secret_in_message");
        chunk(alice, id, 2, "text", "…").hasStatus(200);
        alice.api()
                .post("/v1/messages/" + id + "/finish", json("body", alice.credential()))
                .isProblem(400, "secret_in_message");
    }

    @Test
    void aRecipientAsksForAnEnd() {
        String id = open(alice, bob.id()).text("id");
        try (var socket = WebSocketClient.openExtended(alice)) {
            Answer asked = bob.api().post("/v1/messages/" + id + "/stop").hasStatus(200);
            assertThat(asked.at("stop_requested").booleanValue()).isTrue();
            JsonNode frame = socket.next("message.stop").get("data");
            assertThat(frame.get("id").asString()).isEqualTo(id);
            assertThat(frame.get("by").asString()).isEqualTo(bob.id());
        }
        Answer chunk = chunk(alice, id, 1, "text", "well").hasStatus(200);
        assertThat(chunk.at("stop_requested").booleanValue()).isTrue();
        server.newAgent().api().post("/v1/messages/" + id + "/stop").isProblem(404, "not_found");
    }

    private static Answer open(TestAccount by, String to) {
        return by.api()
                .post("/v1/messages", "{\"to\":\"%s\",\"stream\":true}".formatted(to))
                .hasStatus(201);
    }

    private Answer openWithKey(String key) {
        return alice.api()
                .with("Idempotency-Key", key)
                .post("/v1/messages", "{\"to\":\"%s\",\"stream\":true}".formatted(bob.id()))
                .hasStatus(201);
    }

    private static Answer chunk(TestAccount by, String id, int seq, String kind, String delta) {
        var chunk =
                Answer.JSON
                        .createObjectNode()
                        .put("seq", seq)
                        .put("kind", kind)
                        .put("delta", delta);
        return by.api().post("/v1/messages/" + id + "/chunks", chunk.toString());
    }

    private static Answer chunks(TestAccount by, String id, ArrayNode chunks) {
        return by.api().post("/v1/messages/" + id + "/chunks", chunks.toString());
    }

    private static ArrayNode texts(int seq, String... deltas) {
        var chunks = Answer.JSON.createArrayNode();
        IntStream.range(0, deltas.length)
                .forEach(i -> chunks.addObject().put("seq", seq + i).put("delta", deltas[i]));
        return chunks;
    }

    private static Answer finish(TestAccount by, String id) {
        return by.api().post("/v1/messages/" + id + "/finish");
    }

    private static Answer abort(TestAccount by, String id) {
        return by.api().post("/v1/messages/" + id + "/abort");
    }

    /** As if nothing had come from it for a minute and a half. */
    private void fallSilent(String id) {
        jdbc.sql("update message_stream set heard_at = now() - interval '91 s' where id = :id")
                .param("id", MessageId.parse(id).orElseThrow())
                .update();
    }

    private static List<JsonNode> sync(TestAccount account) {
        return account.api().get("/v1/messages/sync?since_seq=0").elements("messages");
    }

    private static List<String> history(TestAccount account, String thread) {
        return bodies(
                account.api()
                        .get("/v1/threads/" + thread + "/messages")
                        .hasStatus(200)
                        .elements("messages"));
    }

    private static List<String> bodies(List<JsonNode> items) {
        return items.stream().map(item -> item.at("/content/body").asString()).toList();
    }
}
