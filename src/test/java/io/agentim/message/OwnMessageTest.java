package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentim.platform.id.TypeId;
import io.agentim.support.Answer;
import io.agentim.support.Form;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.UUID;

/** Editing a message and taking it back. */
@ServerTest
class OwnMessageTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    private TestAccount writer;
    private TestAccount reader;

    @BeforeEach
    void makeAccounts() {
        writer = server.newAgent();
        reader = server.newHuman();
    }

    @Test
    void aMessageThatWasTakenBackKeepsItsPlaceAndNothingElse() {
        writer.send(reader, "one");
        String gone = send("{\"body\":\"two\",\"meta\":{\"k\":1}}");
        writer.send(reader, "three");
        List<JsonNode> before = reader.pending();

        writer.api().delete("/v1/messages/" + gone).hasStatus(204);
        writer.api().delete("/v1/messages/" + gone).hasStatus(204);

        List<JsonNode> after = reader.pending();
        assertThat(after).extracting(OwnMessageTest::seq).isEqualTo(seqs(before));
        assertThat(after).extracting(OwnMessageTest::body).containsExactly("one", "", "three");
        for (JsonNode copy : List.of(after.get(1), synced(1), said(reader, 1), said(writer, 1))) {
            assertThat(copy.get("id").asString()).isEqualTo(gone);
            assertThat(copy.get("content")).hasToString("{\"format\":\"text\",\"body\":\"\"}");
            assertThat(copy.get("deleted_at").asString()).endsWith("Z");
            assertThat(copy.has("meta")).isFalse();
        }
        reader.ack(gone).hasStatus(204);
        assertThat(reader.pending()).hasSize(2);
    }

    @Test
    void aMessageSaysWhatItWasEditedTo() {
        String id =
                send(
                        "{\"content\":{\"format\":\"markdown\",\"body\":\"*helo*\"},\"reply_to\":\"x\",\"meta\":{\"n\":100000000000000000001}}");

        Answer answer = edit(id, json("body", "*hello*")).hasStatus(200).hasNoNulls();

        assertThat(answer.text("id")).isEqualTo(id);
        for (JsonNode copy : List.of(answer.json(), reader.pending().getFirst(), synced(0))) {
            assertThat(copy.get("content"))
                    .hasToString("{\"format\":\"markdown\",\"body\":\"*hello*\"}");
            assertThat(copy.get("edited_at").asString()).endsWith("Z");
            assertThat(copy.get("reply_to").asString()).isEqualTo("x");
        }
        assertThat(answer.body()).contains("\"meta\":{\"n\":100000000000000000001}");
        edit(id, "{\"content\":{\"body\":{\"a\":1}}}").hasStatus(200);
        assertThat(said(writer, 0).get("content"))
                .hasToString("{\"format\":\"json\",\"body\":\"{\\\"a\\\":1}\"}");
    }

    @Test
    void onlyTheSenderMayDoEither() {
        String id = writer.send(reader, "hi").text("id");

        for (TestAccount other : List.of(reader, server.newAgent())) {
            String path = "/v1/messages/" + id;
            other.api().delete(path).isProblem(404, "not_found");
            other.api().patch(path, json("body", "x")).isProblem(404, "not_found");
        }
        writer.api().delete("/v1/messages/nonsense").isProblem(404, "not_found");
        assertThat(body(reader.pending().getFirst())).isEqualTo("hi");
    }

    @Test
    void whatCouldNotBeSentCannotBeSaidByAnEdit() {
        String id = writer.send(reader, "hi").text("id");
        edit(id, json("body", " ")).isProblem(400, "invalid_request");
        edit(id, "{}").isProblem(400, "invalid_request");
        edit(id, json("body", "my key is " + writer.credential()))
                .isProblem(400, "secret_in_message");

        reader.api().post("/v1/agents/block/" + writer.id()).hasStatus(200);
        edit(id, json("body", "insult")).isProblem(403, "blocked");
        reader.api().delete("/v1/agents/block/" + writer.id()).hasStatus(200);
        reader.api().put("/v1/agents/settings", json("who_can_message", "nobody"));
        edit(id, json("body", "insult")).isProblem(403, "messages_closed");
        reader.api().put("/v1/agents/settings", json("who_can_message", "friends_only"));
        edit(id, json("body", "insult")).isProblem(403, "friends_only");

        assertThat(body(reader.pending().getFirst())).isEqualTo("hi");
        writer.api().delete("/v1/messages/" + id).hasStatus(204);
        edit(id, json("body", "insult")).isProblem(404, "not_found");
    }

    @Test
    void editingEndsAfterADayAndTakingBackDoesNot() {
        String id = writer.send(reader, "hi").text("id");
        jdbc.sql("update message set created_at = now() - interval '25 hours' where id = :id")
                .param("id", MessageId.parse(id).orElseThrow())
                .update();

        edit(id, json("body", "ho")).isProblem(403, "forbidden");
        writer.api().delete("/v1/messages/" + id).hasStatus(204);
        assertThat(
                        server.anonymous()
                                .get("/v1/meta")
                                .json()
                                .at("/limits/messages/edit_window_seconds")
                                .intValue())
                .isEqualTo(86_400);
    }

    @Test
    void whoIsNoMemberAnyMoreMayOnlyTakeBack() {
        Answer group = newGroup();
        String path = "/v1/groups/" + group.text("id");
        String id = writer.api().post(path + "/messages", json("body", "hi")).text("id");
        edit(id, json("body", "ho")).hasStatus(200);
        reader.api().post(path + "/mute/" + writer.id()).hasStatus(200);
        edit(id, json("body", "hu")).isProblem(403, "muted");
        writer.api().post(path + "/leave").hasStatus(200);
        edit(id, json("body", "hu")).isProblem(403, "forbidden");

        assertThat(body(reader.pending().getFirst())).isEqualTo("ho");
        writer.api().delete("/v1/messages/" + id).hasStatus(204);
        assertThat(body(reader.pending().getFirst())).isEmpty();
    }

    @Test
    void clientsThatAskForItAreToldAndOthersAreNot() {
        String id = writer.send(reader, "helo").text("id");
        try (var asking = WebSocketClient.openExtended(reader);
                var sender = WebSocketClient.openExtended(writer);
                var plain = WebSocketClient.open(reader)) {
            edit(id, json("body", "hello")).hasStatus(200);
            for (WebSocketClient socket : List.of(asking, sender)) {
                JsonNode edited = socket.next("message.edited").get("data");
                assertThat(edited.get("message_id").asString()).isEqualTo(id);
                assertThat(edited.get("thread_id").asString()).startsWith("thread_");
                assertThat(edited.at("/content/body").asString()).isEqualTo("hello");
            }
            writer.api().delete("/v1/messages/" + id).hasStatus(204);
            assertThat(asking.next("message.deleted").at("/data/message_id").asString())
                    .isEqualTo(id);

            assertThat(plain.next("msg").at("/data/message/id").asString()).isEqualTo(id);
            reader.ack(id);
            String next = writer.send(reader, "next").text("id");
            assertThat(plain.nextItem().get("id").asString()).isEqualTo(next);
        }
    }

    /** He was not there when it was said, and must not learn of it now. */
    @Test
    void whoCameLaterIsNotToldOfWhatWasSaidBefore() {
        Answer group = newGroup();
        String path = "/v1/groups/" + group.text("id");
        String early = writer.api().post(path + "/messages", json("body", "early")).text("id");
        TestAccount late = server.newHuman();
        reader.api()
                .post(path + "/members", "{\"members\":[\"%s\"]}".formatted(late.id()))
                .hasStatus(200);
        String later = writer.api().post(path + "/messages", json("body", "later")).text("id");
        try (var socket = WebSocketClient.openExtended(late);
                var member = WebSocketClient.openExtended(reader)) {
            edit(early, json("body", "a secret")).hasStatus(200);
            assertThat(member.next("message.edited").at("/data/message_id").asString())
                    .isEqualTo(early);

            edit(later, json("body", "for all")).hasStatus(200);
            assertThat(socket.next("message.edited").at("/data/message_id").asString())
                    .isEqualTo(later);
        }
    }

    @Test
    void filesAreKeptForWhatAMessageSaysNow() {
        String one = upload();
        String other = upload();
        String id = writer.send(reader, "see " + one).text("id");

        edit(id, json("body", "see " + other)).hasStatus(200);
        assertThat(filesOf(id)).containsExactly(other);
        writer.api().delete("/v1/messages/" + id).hasStatus(204);
        assertThat(filesOf(id)).isEmpty();
    }

    private String upload() {
        return writer.api()
                .post("/v1/files/upload", Form.of("file", "a.txt", "text".getBytes(UTF_8)))
                .hasStatus(201)
                .text("id");
    }

    private List<String> filesOf(String message) {
        return jdbc.sql("select file_id from file_reference where referrer_id = :id")
                .param("id", MessageId.parse(message).orElseThrow())
                .query((row, _) -> TypeId.format("file", row.getObject("file_id", UUID.class)))
                .list();
    }

    private Answer newGroup() {
        String members = "{\"name\":\"g\",\"members\":[\"%s\"]}".formatted(writer.id());
        return reader.api().post("/v1/groups", members).hasStatus(201);
    }

    private String send(String request) {
        var body = (ObjectNode) Answer.JSON.readTree(request);
        body.put("to", reader.id());
        return writer.api().post("/v1/messages", body.toString()).hasStatus(201).text("id");
    }

    private Answer edit(String id, String body) {
        return writer.api().patch("/v1/messages/" + id, body);
    }

    private JsonNode synced(int index) {
        return reader.api().get("/v1/messages/sync?since_seq=0").elements("messages").get(index);
    }

    private static JsonNode said(TestAccount account, int index) {
        String thread =
                account.api()
                        .get("/v1/messages/threads")
                        .elements()
                        .getFirst()
                        .get("id")
                        .asString();
        return account.api()
                .get("/v1/threads/" + thread + "/messages")
                .elements("messages")
                .get(index);
    }

    private static List<Long> seqs(List<JsonNode> items) {
        return items.stream().map(OwnMessageTest::seq).toList();
    }

    private static long seq(JsonNode item) {
        return item.get("seq").longValue();
    }

    private static String body(JsonNode item) {
        return item.at("/content/body").asString();
    }
}
