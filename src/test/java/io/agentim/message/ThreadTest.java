package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads, their list and their history: contract 2.2. */
@ServerTest
class ThreadTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;

    private TestAccount alice;
    private TestAccount bob;
    private TestAccount carol;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
        carol = server.newHuman();
    }

    @Test
    void aPairHasOneDefaultThreadWhoeverWrites() {
        String thread = alice.send(bob, "1").text("thread_id");

        assertThat(bob.send(alice, "2").text("thread_id")).isEqualTo(thread);
        assertThat(alice.send(bob, "3").text("thread_id")).isEqualTo(thread);
        assertThat(alice.send(carol, "4").text("thread_id")).isNotEqualTo(thread);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "None", "null"})
    void whatTheSdkMakesOfAMissingThreadIsNone(String missing) {
        String thread = alice.send(bob, "1").text("thread_id");

        Answer sent = sendIn(alice, bob, missing).hasStatus(201);

        assertThat(sent.text("thread_id")).isEqualTo(thread);
    }

    @Test
    void aThreadIdIsAcceptedBack() {
        String thread = alice.send(bob, "1").text("thread_id");

        assertThat(sendIn(bob, alice, thread).hasStatus(201).text("thread_id")).isEqualTo(thread);
    }

    @Test
    void clientsMayNameThreadsAndNamesAreThePairsOwn() {
        assertThat(sendIn(alice, bob, "task-1").hasStatus(201).text("thread_id"))
                .isEqualTo("task-1");
        assertThat(sendIn(bob, alice, "task-1").hasStatus(201).text("thread_id"))
                .isEqualTo("task-1");
        assertThat(sendIn(alice, carol, "task-1").hasStatus(201).text("thread_id"))
                .isEqualTo("task-1");

        assertThat(bodies(history(bob, "task-1", ""))).containsExactly("in task-1", "in task-1");
        assertThat(bodies(history(carol, "task-1", ""))).containsExactly("in task-1");
        // Of two threads of his by that name, the one with the newest message.
        assertThat(history(alice, "task-1", "").elements("messages")).hasSize(1);
    }

    @Test
    void anUnknownIdThatLooksLikeTheServersIsAName() {
        String invented = "thread_01h455vb4pex5vsknk084sn02q";

        assertThat(sendIn(alice, bob, invented).hasStatus(201).text("thread_id"))
                .isEqualTo(invented);
    }

    @Test
    void aThreadOfOthersIsForbiddenAndOneOfOnesOwnWithSomebodyElseAMistake() {
        String thread = alice.send(bob, "1").text("thread_id");

        sendIn(carol, bob, thread).isProblem(403, "forbidden");
        sendIn(alice, carol, thread).isProblem(400, "invalid_request");
        assertThat(carol.pending()).isEmpty();
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void withTheSettingEachMessageOpensAThread() {
        alice.api().put("/v1/agents/settings", json("default_thread", "new")).hasStatus(200);

        String one = alice.send(bob, "1").text("thread_id");
        String two = alice.send(bob, "2").text("thread_id");

        assertThat(one).isNotEqualTo(two).startsWith("thread_").doesNotContain("-");
        assertThat(sendIn(bob, alice, one).hasStatus(201).text("thread_id")).isEqualTo(one);
        assertThat(bob.send(alice, "3").text("thread_id")).isNotIn(one, two);
    }

    @Test
    void manyFirstMessagesAtOnceMakeOneThread() throws Exception {
        for (int round = 0; round < 20; round++) {
            TestAccount one = server.newAgent();
            TestAccount other = server.newAgent();
            List<Callable<String>> sends = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boolean there = i % 2 == 0;
                sends.add(() ->
                        (there ? one.send(other, "hi") : other.send(one, "hi")).text("thread_id"));
            }
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var threads = new ArrayList<String>();
                for (Future<String> send : executor.invokeAll(sends)) {
                    threads.add(send.get());
                }
                assertThat(threads).hasSize(8).containsOnly(threads.getFirst());
            }
        }
    }

    @Test
    void aRefusedFirstMessageLeavesNoThread() {
        jdbc.sql("update account set who_can_message = 'nobody' where id = :id")
                .param("id", Long.parseLong(bob.id()))
                .update();

        alice.trySend(bob.id(), "hi").isProblem(403, "messages_closed");

        long threads =
                jdbc.sql("select count(*) from thread where low_id = :a or high_id = :a")
                        .param("a", Long.parseLong(alice.id()))
                        .query(Long.class)
                        .single();
        assertThat(threads).isZero();
    }

    @Test
    void theListShowsNewestFirstWithPeerLastMessageAndUnreadCount() {
        alice.send(bob, "to bob");
        carol.send(alice, "one");
        JsonNode second = carol.send(alice, "two").json();
        alice.send(bob, "to bob again");

        List<JsonNode> threads = alice.api().get("/v1/messages/threads").hasStatus(200).elements();

        assertThat(threads).hasSize(2);
        JsonNode withBob = threads.get(0);
        assertThat(withBob.get("type").asString()).isEqualTo("dm");
        assertThat(withBob.get("id")).isEqualTo(withBob.get("thread_id"));
        assertThat(withBob.get("peer"))
                .isEqualTo(
                        Answer.JSON.readTree(
                                "{\"id\":\"%s\",\"display_name\":\"%s\",\"user_type\":\"agent\"}"
                                        .formatted(bob.id(), bob.name())));
        assertThat(withBob.get("unread_count").intValue()).isZero();
        assertThat(withBob.get("last_message").get("content").get("body").asString())
                .isEqualTo("to bob again");
        assertThat(withBob.get("last_message").has("seq")).isFalse();
        JsonNode withCarol = threads.get(1);
        assertThat(withCarol.get("unread_count").intValue()).isEqualTo(2);
        assertThat(withCarol.get("last_message").get("id")).isEqualTo(second.get("id"));
        assertThat(withCarol.get("last_message_at")).isEqualTo(second.get("created_at"));
        assertThat(withCarol.get("peer").get("user_type").asString()).isEqualTo("human");
    }

    @Test
    void theUnreadCountFallsWithEachAck() {
        String id = carol.send(alice, "one").text("id");
        carol.send(alice, "two");

        alice.ack(id).hasStatus(204);

        assertThat(
                        alice.api()
                                .get("/v1/messages/threads")
                                .elements()
                                .getFirst()
                                .get("unread_count")
                                .intValue())
                .isEqualTo(1);
    }

    @Test
    void theListIsPaged() {
        for (int i = 0; i < 5; i++) {
            sendIn(alice, bob, "t" + i).hasStatus(201);
        }

        List<JsonNode> first = alice.api().get("/v1/messages/threads?limit=2").elements();
        List<JsonNode> second =
                alice.api().get("/v1/messages/threads?limit=2&before=t3").elements();
        String lastMessage = second.getLast().get("last_message").get("id").asString();
        List<JsonNode> third =
                alice.api().get("/v1/messages/threads?limit=2&before=" + lastMessage).elements();

        assertThat(ids(first)).containsExactly("t4", "t3");
        assertThat(ids(second)).containsExactly("t2", "t1");
        assertThat(ids(third)).containsExactly("t0");
        alice.api().get("/v1/messages/threads?before=nonsense").isProblem(400, "invalid_request");
        alice.api().get("/v1/messages/threads?limit=x").isProblem(400, "invalid_request");
        assertThat(alice.api().get("/v1/messages/threads?limit=0").elements()).hasSize(1);
        assertThat(alice.api().get("/v1/messages/threads?envelope=true").elements("threads"))
                .hasSize(5);
    }

    @Test
    void theHistoryShowsBothSidesAscendingAndPagesBackwards() {
        String thread = alice.send(bob, "m0").text("thread_id");
        for (int i = 1; i < 7; i++) {
            (i % 2 == 0 ? alice.send(bob, "m" + i) : bob.send(alice, "m" + i)).hasStatus(201);
        }

        Answer newest = history(alice, thread, "?limit=3");
        assertThat(bodies(newest)).containsExactly("m4", "m5", "m6");
        assertThat(newest.at("has_more").asBoolean()).isTrue();
        String oldest = newest.elements("messages").getFirst().get("id").asString();
        Answer older = history(alice, thread, "?limit=3&before=" + oldest);
        assertThat(bodies(older)).containsExactly("m1", "m2", "m3");
        String first = older.elements("messages").getFirst().get("id").asString();
        Answer rest = history(alice, thread, "?limit=3&before=" + first);
        assertThat(bodies(rest)).containsExactly("m0");
        assertThat(rest.at("has_more").asBoolean()).isFalse();
    }

    @Test
    void receivedMessagesCarryTheReadersNumberAndOwnOnesNone() {
        String thread = alice.send(bob, "own").text("thread_id");
        bob.send(alice, "received");
        long seq = alice.pending().getFirst().get("seq").longValue();

        List<JsonNode> seen = history(alice, thread, "").elements("messages");

        assertThat(seen.get(0).has("seq")).isFalse();
        assertThat(seen.get(1).get("seq").longValue()).isEqualTo(seq);
        assertThat(seen.get(1).get("acked").asBoolean()).isFalse();
        assertThat(seen.get(1).get("sender_relation").asString()).isEqualTo("stranger");
    }

    @Test
    void historyBeforeANumberCountsOwnMessagesWithWhatWasReceivedBelow() {
        String thread = alice.send(bob, "a0").text("thread_id");
        bob.send(alice, "b1");
        alice.send(bob, "a2");
        bob.send(alice, "b3");
        alice.send(bob, "a4");
        List<JsonNode> received = alice.pending();
        long b1 = received.get(0).get("seq").longValue();
        long b3 = received.get(1).get("seq").longValue();

        assertThat(bodies(history(alice, thread, "?before=" + b1))).containsExactly("a0");
        assertThat(bodies(history(alice, thread, "?before=" + b3)))
                .containsExactly("a0", "b1", "a2");
        assertThat(bodies(history(alice, thread, "?before=" + (b3 + 1))))
                .containsExactly("a0", "b1", "a2", "b3", "a4");
        history(alice, thread, "?before=x").isProblem(400, "invalid_request");
    }

    @Test
    void onlyMembersReadAThread() {
        String thread = alice.send(bob, "secret").text("thread_id");

        history(carol, thread, "").isProblem(403, "forbidden");
        history(carol, "never-heard-of", "").isProblem(404, "not_found");
        history(carol, "thread_01h455vb4pex5vsknk084sn02q", "").isProblem(404, "not_found");
        sendIn(alice, bob, "task-9").hasStatus(201);
        history(carol, "task-9", "").isProblem(404, "not_found");
        server.anonymous()
                .get("/v1/threads/" + thread + "/messages")
                .isProblem(401, "unauthorized");
        history(bob, thread, "").hasStatus(200);
    }

    private static Answer sendIn(TestAccount from, TestAccount to, String thread) {
        return from.api()
                .post(
                        "/v1/messages",
                        json("to", to.id(), "body", "in " + thread, "thread_id", thread));
    }

    private static Answer history(TestAccount reader, String thread, String query) {
        return reader.api().get("/v1/threads/" + thread + "/messages" + query);
    }

    private static List<String> bodies(Answer page) {
        return page.hasStatus(200).elements("messages").stream()
                .map(m -> m.get("content").get("body").asString())
                .toList();
    }

    private static List<String> ids(List<JsonNode> threads) {
        return threads.stream().map(t -> t.get("id").asString()).toList();
    }
}
