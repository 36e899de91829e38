package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.platform.id.TypeId;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** What a client that shows conversations needs: how far one has read, and pages in any place. */
@ServerTest
class ReadMarksTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    private TestAccount reader;
    private TestAccount writer;

    @BeforeEach
    void makeAccounts() {
        reader = server.newHuman();
        writer = server.newAgent();
    }

    @Test
    void whatWasReadIsNoLongerUnreadAnywhere() {
        List<String> ids = write(5);
        String thread = threadOf().get("thread_id").asString();
        assertThat(threadOf().get("unread_count").intValue()).isEqualTo(5);
        assertThat(threadOf().get("first_unread_id").asString()).isEqualTo(ids.getFirst());

        Answer read = read(thread, ids.get(2));

        assertThat(read.at("unread_count").intValue()).isEqualTo(2);
        assertThat(threadOf().get("unread_count").intValue()).isEqualTo(2);
        assertThat(threadOf().get("first_unread_id").asString()).isEqualTo(ids.get(3));
        assertThat(reader.pending())
                .extracting(m -> m.get("id").asString())
                .containsExactlyElementsOf(ids.subList(3, 5));
        assertThat(read(thread, null).at("unread_count").intValue()).isZero();
        assertThat(threadOf().has("first_unread_id")).isFalse();
    }

    /** It is for nobody any more, long before a purge closes it. */
    @Test
    void whatHasExpiredIsNotUnread() {
        List<String> ids = write(2);
        String thread = threadOf().get("thread_id").asString();
        jdbc.sql(
                        """
                        update inbox_item set expires_at = now() - interval '1 second'
                        where item_id = (select id from message where thread_id = (
                            select thread_id from message where id = :id) order by id desc limit 1)
                        """)
                .param("id", TypeId.parse("msg", ids.getFirst()).orElseThrow())
                .update();

        assertThat(unread(thread, ids.getFirst()).at("unread_count").intValue()).isEqualTo(1);
        assertThat(threadOf().get("unread_count").intValue()).isEqualTo(1);
    }

    @Test
    void readingOneConversationLeavesTheOthersAlone() {
        write(1);
        String thread = threadOf().get("thread_id").asString();
        server.newAgent().send(reader, "from somebody else");

        read(thread, null);

        assertThat(reader.pending()).hasSize(1);
    }

    @Test
    void othersMayNotMarkItAndWhatIsNoMessageIsRefused() {
        write(1);
        String path = "/v1/threads/" + threadOf().get("thread_id").asString() + "/read";

        server.newHuman().api().post(path).isProblem(403, "forbidden");
        reader.api().post(path, json("up_to", "nonsense")).isProblem(400, "invalid_request");
        reader.api().post("/v1/threads/nowhere/read").isProblem(404, "not_found");
    }

    @Test
    void theOtherDevicesAreTold() {
        List<String> ids = write(3);
        String thread = threadOf().get("thread_id").asString();
        try (var device =
                WebSocketClient.open(
                        server, "/v1/ws?token=" + reader.credential() + "&since_seq=99")) {
            device.next();

            read(thread, ids.get(1));

            JsonNode frame = device.next();
            assertThat(frame.get("type").asString()).isEqualTo("read");
            assertThat(frame.at("/data/thread_id").asString()).isEqualTo(thread);
            assertThat(frame.at("/data/up_to").asString()).isEqualTo(ids.get(1));
            assertThat(frame.at("/data/unread_count").intValue()).isEqualTo(1);
        }
    }

    @Test
    void theMarkMovesBack() {
        List<String> ids = write(4);
        String thread = threadOf().get("thread_id").asString();
        String own = reader.send(writer, "mine").text("id");
        read(thread, null);
        try (var device = WebSocketClient.open(reader)) {
            Answer marked = unread(thread, ids.get(2)).hasStatus(200);

            assertThat(marked.text("up_to")).isEqualTo(ids.get(1));
            assertThat(marked.at("unread_count").intValue()).isEqualTo(2);
            assertThat(threadOf().get("unread_count").intValue()).isEqualTo(2);
            assertThat(threadOf().get("first_unread_id").asString()).isEqualTo(ids.get(2));
            assertThat(reader.pending())
                    .extracting(m -> m.get("id").asString())
                    .containsExactlyElementsOf(ids.subList(2, 4));
            JsonNode frame = device.next("read").get("data");
            assertThat(frame.get("unread_from").asString()).isEqualTo(ids.get(2));
            assertThat(frame.get("unread_count").intValue()).isEqualTo(2);
        }
        assertThat(unread(thread, ids.getFirst()).json().has("up_to")).isFalse();
        assertThat(threadOf().get("unread_count").intValue()).isEqualTo(4);
        assertThat(unread(thread, own).at("unread_count").intValue()).isEqualTo(4);
        read(thread, null);
        assertThat(reader.pending()).isEmpty();
        assertThat(writer.pending()).as("the other one's are his own").hasSize(1);
    }

    @Test
    void theMarkGoesOneWayAtATime() {
        String id = write(1).getFirst();
        String thread = threadOf().get("thread_id").asString();

        unread(thread, "nonsense").isProblem(400, "invalid_request");
        reader.api()
                .post("/v1/threads/" + thread + "/read", json("up_to", id, "unread_from", id))
                .isProblem(400, "invalid_request");
        server.newHuman()
                .api()
                .post("/v1/threads/" + thread + "/read", json("unread_from", id))
                .isProblem(403, "forbidden");
    }

    private Answer unread(String thread, String from) {
        return reader.api().post("/v1/threads/" + thread + "/read", json("unread_from", from));
    }

    @Test
    void membersMarkAGroupEachForThemselves() {
        TestAccount other = server.newHuman();
        Answer group =
                writer.api()
                        .post(
                                "/v1/groups",
                                "{\"name\":\"g\",\"members\":[\"%s\",\"%s\"]}"
                                        .formatted(reader.id(), other.id()))
                        .hasStatus(201);
        writer.api()
                .post("/v1/groups/" + group.text("id") + "/messages", json("body", "hello all"))
                .hasStatus(201);

        read(group.text("thread_id"), null);

        assertThat(reader.pending()).isEmpty();
        assertThat(other.pending()).hasSize(1);
    }

    @Test
    void historyIsReadInBothDirectionsAndAroundAMessage() {
        List<String> ids = write(9);
        String path = "/v1/threads/" + threadOf().get("thread_id").asString() + "/messages?limit=4";

        Answer around = reader.api().get(path + "&around=" + ids.get(4)).hasStatus(200);
        assertThat(idsOf(around)).isEqualTo(ids.subList(2, 6));
        assertThat(around.at("has_more").booleanValue()).isTrue();
        assertThat(around.at("has_more_after").booleanValue()).isTrue();

        Answer after = reader.api().get(path + "&after=" + ids.get(5)).hasStatus(200);
        assertThat(idsOf(after)).isEqualTo(ids.subList(6, 9));
        assertThat(after.at("has_more").booleanValue()).isFalse();

        Answer first = reader.api().get(path + "&around=" + ids.getFirst()).hasStatus(200);
        assertThat(idsOf(first)).isEqualTo(ids.subList(0, 2));
        assertThat(first.at("has_more").booleanValue()).isFalse();
        reader.api().get(path + "&after=12").isProblem(400, "invalid_request");
    }

    @Test
    void theConversationsWithOneAccountCanBeAskedFor() {
        write(1);
        server.newAgent().send(reader, "another conversation");

        Answer found = reader.api().get("/v1/messages/threads?peer=" + writer.id()).hasStatus(200);

        assertThat(found.elements()).hasSize(1);
        assertThat(found.elements().getFirst().at("/peer/id").asString()).isEqualTo(writer.id());
        reader.api().get("/v1/messages/threads?peer=x").isProblem(400, "invalid_request");
    }

    private List<String> write(int count) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            ids.add(writer.send(reader, "message " + i).text("id"));
        }
        return ids;
    }

    private JsonNode threadOf() {
        return reader.api()
                .get("/v1/messages/threads?peer=" + writer.id())
                .hasStatus(200)
                .elements()
                .getFirst();
    }

    private Answer read(String thread, @Nullable String upTo) {
        String path = "/v1/threads/" + thread + "/read";
        Answer answer =
                upTo == null
                        ? reader.api().post(path)
                        : reader.api().post(path, json("up_to", upTo));
        return answer.hasStatus(200);
    }

    private static List<String> idsOf(Answer page) {
        return page.elements("messages").stream().map(m -> m.get("id").asString()).toList();
    }
}
