package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.Authenticator;
import io.agentim.account.Caller;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

/** Asking and waiting: {@code POST /v1/messages?wait=}, {@code GET /v1/messages/{id}/reply}. */
@ServerTest
class AskTest {
    private static final Duration AT_ONCE = Duration.ofMillis(900);

    @Autowired Server server;
    @Autowired Authenticator authenticator;
    @Autowired ApplicationEventPublisher events;
    @Autowired MeterRegistry meters;
    @Autowired DataSource database;
    @Autowired JdbcClient jdbc;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        await().until(() -> waiting() == 0);
        alice = server.newAgent();
        bob = server.newAgent();
    }

    @Test
    void theAnswerComesWithTheReply() {
        var asked = ask(alice, "wait=30", bob.id(), "2 + 2?");
        JsonNode question = next(bob);
        String replyId = reply(bob, alice, question.path("id").asString(), "4");

        Answer answer = asked.join().hasStatus(201).hasNoNulls();
        assertThat(answer.text("id")).isEqualTo(question.path("id").asString());
        assertThat(answer.text("status")).isEqualTo("sent");
        assertThat(answer.text("wait")).isEqualTo("replied");
        JsonNode reply = answer.at("reply");
        assertThat(reply.path("id").asString()).isEqualTo(replyId);
        assertThat(reply.at("/content/body").asString()).isEqualTo("4");
        assertThat(reply.path("seq").intValue()).isEqualTo(1);
        assertThat(alice.pending()).as("not acknowledged by being answered").hasSize(1);
    }

    @Test
    void aMessageInTheThreadThatRepliesToNothingIsTheReply() {
        var asked = ask(alice, "wait=30", bob.id(), "are you there?");
        next(bob);
        bob.send(alice, "yes");
        assertThat(repliedText(asked)).isEqualTo("yes");
    }

    @Test
    void aReplyToAnotherMessageOrInAnotherThreadIsNotTheReply() {
        String earlier = alice.send(bob, "earlier").text("id");
        var asked = ask(alice, "wait=30", bob.id(), "the question");
        await().until(() -> bob.pending().size() == 2);
        reply(bob, alice, earlier, "to the earlier one");
        bob.api()
                .post(
                        "/v1/messages",
                        json("to", alice.id(), "body", "elsewhere", "thread_id", "task-7"))
                .hasStatus(201);
        assertThat(asked).isNotDone();

        String question = bob.pending().get(1).path("id").asString();
        bob.api()
                .post(
                        "/v1/messages",
                        json(
                                "to",
                                alice.id(),
                                "body",
                                "named, in another thread",
                                "thread_id",
                                "task-7",
                                "reply_to",
                                question))
                .hasStatus(201);
        assertThat(repliedText(asked)).isEqualTo("named, in another thread");
    }

    @Test
    void whatNamesTheMessageIsPreferredToWhatMerelyFollows() {
        String question = alice.send(bob, "question").text("id");
        bob.send(alice, "one moment");
        reply(bob, alice, question, "the answer");
        Answer answer = alice.api().get(replyTo(question, "timeout=0")).hasStatus(200);
        assertThat(answer.at("reply").at("/content/body").asString()).isEqualTo("the answer");
    }

    @Test
    void withoutAReplyTheAnswerComesWhenTheTimeIsUp() {
        long start = System.nanoTime();
        Answer answer = ask(alice, "wait=1", bob.id(), "anybody?").join().hasStatus(201);
        assertThat(since(start)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
        assertThat(answer.text("wait")).isEqualTo("timeout");
        assertThat(answer.json().has("reply")).isFalse();

        String id = answer.text("id");
        Answer none = alice.api().get(replyTo(id, "timeout=0")).hasStatus(200);
        assertThat(none.text("wait")).isEqualTo("timeout");

        reply(bob, alice, id, "late");
        Answer late = alice.api().get(replyTo(id, "timeout=0")).hasStatus(200).hasNoNulls();
        assertThat(late.text("id")).isEqualTo(id);
        assertThat(late.text("wait")).isEqualTo("replied");
        assertThat(late.at("reply").at("/content/body").asString()).isEqualTo("late");
        assertThat(alice.pending()).as("and as usual").hasSize(1);
    }

    @Test
    void waitingAgainIsEndedByTheReply() {
        String id = alice.send(bob, "question").text("id");
        var again = alice.api().getAsync(replyTo(id, "")); // 25 s by default
        await().until(() -> waiting() == 1);
        long start = System.nanoTime();
        reply(bob, alice, id, "answer");
        assertThat(repliedText(again)).isEqualTo("answer");
        assertThat(since(start)).isLessThan(AT_ONCE);
    }

    @Test
    void withAckTheReplyIsAcknowledgedAndOnlyTheAskersCopy() {
        var asked = ask(alice, "wait=30&ack=true", bob.id(), "question");
        String question = next(bob).path("id").asString();
        reply(bob, alice, question, "answer");
        assertThat(repliedText(asked)).isEqualTo("answer");
        assertThat(alice.pending()).isEmpty();
        assertThat(bob.pending()).hasSize(1);

        Answer again = alice.api().get(replyTo(question, "timeout=0&ack=true"));
        assertThat(again.text("wait")).as("acknowledged, and still the reply").isEqualTo("replied");
    }

    @Test
    void onlyTheSenderMayWaitForTheReply() {
        String id = alice.send(bob, "question").text("id");
        alice.api().get(replyTo(id, "timeout=0")).hasStatus(200);
        bob.api().get(replyTo(id, "timeout=0")).isProblem(404, "not_found");
        alice.api().get(replyTo("nonsense", "timeout=0")).isProblem(404, "not_found");
        server.anonymous().get(replyTo(id, "timeout=0")).isProblem(401, "unauthorized");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=x", "wait=", "wait=1.5", "wait=1&ack=perhaps"})
    void whatIsNoNumberIsRefusedAndNothingIsSent(String query) {
        ask(alice, query, bob.id(), "hi").join().isProblem(400, "invalid_request");
        assertThat(bob.pending()).isEmpty();
    }

    @Test
    void aRefusedSendIsRefusedAtOnceAndWaitsForNothing() {
        ask(alice, "wait=30", "80000", "hi").join().isProblem(404, "not_found");
        assertThat(waiting()).isZero();
    }

    @Test
    void aRepeatedAskIsSentOnceAndGetsTheSameReply() {
        var one = askWithKey("k1", "wait=30");
        String question = next(bob).path("id").asString();
        var two = askWithKey("k1", "wait=30");
        await().until(() -> waiting() == 2);
        reply(bob, alice, question, "answer");
        assertThat(repliedText(one)).isEqualTo(repliedText(two)).isEqualTo("answer");
        assertThat(two.join().header("Idempotency-Replayed")).isEqualTo("true");

        var late = askWithKey("k1", "wait=30");
        assertThat(repliedText(late)).as("it came before").isEqualTo("answer");
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void inAGroupOnlyTheMemberWhoWasAskedReplies() {
        var carol = server.newAgent();
        JsonNode group = group(alice, bob, carol);
        String thread = group.path("thread_id").asString();
        var asked =
                send(alice, "?wait=30", json("to", bob.id(), "thread_id", thread, "body", "Bob?"));
        String question = next(bob).path("id").asString();
        postToGroup(carol, group, "I am not Bob", question);
        postToGroup(carol, group, "nor am I", null);
        assertThat(repliedLater(question)).isFalse();
        assertThat(asked).isNotDone();

        postToGroup(bob, group, "yes", question);
        assertThat(repliedText(asked)).isEqualTo("yes");
    }

    @Test
    void inAGroupWhoIsMentionedRepliesAndElseWhoeverSaysSo() {
        var carol = server.newAgent();
        JsonNode group = group(alice, bob, carol);
        String to = group.path("id").asString();
        String mention =
                alice.api()
                        .post("/v1/messages", json("to", to, "body", "@" + bob.id() + " well?"))
                        .text("id");
        postToGroup(carol, group, "I was not asked", mention);
        assertThat(repliedLater(mention)).isFalse();
        postToGroup(bob, group, "well", null);
        assertThat(repliedLater(mention)).isTrue();

        String toAll =
                alice.api().post("/v1/messages", json("to", to, "body", "anybody?")).text("id");
        postToGroup(carol, group, "the weather is fine", null);
        assertThat(repliedLater(toAll)).isFalse();
        postToGroup(carol, group, "me", toAll);
        assertThat(repliedLater(toAll)).isTrue();
    }

    @Test
    void atMost32OfAnAccountWaitAndTheNextIsRefusedBeforeItIsSent() throws IOException {
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 32; i++) {
                sockets.add(rawAsk("wait=300"));
            }
            await().until(() -> bob.pending().size() == 32);
            Answer refused = ask(alice, "wait=1", bob.id(), "one more").join();
            refused.isProblem(429, "too_many_waits");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(bob.pending()).hasSize(32);

            // A client that goes away frees its place, though nothing is ever written to it.
            sockets.removeLast().close();
            await().until(() -> waiting() == 31);
            ask(alice, "wait=1", bob.id(), "one more").join().hasStatus(201);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> waiting() == 0);
    }

    /** A connection that is reset, and one that has sent its next request ahead. */
    @Test
    void aResetEndsTheWaitAndARequestSentAheadDoesNot() throws IOException {
        Socket reset = rawAsk("wait=300");
        reset.setSoLinger(true, 0);
        try (Socket pipelining = rawAsk("wait=3")) {
            pipelining
                    .getOutputStream()
                    .write(
                            "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> waiting() == 2);
            reset.close();
            await().until(() -> waiting() == 1);

            reply(bob, alice, next(bob).path("id").asString(), "answer");
            String answers =
                    new String(pipelining.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers).contains("HTTP/1.1 201", "HTTP/1.1 200");
        }
    }

    /** The message was sent, and so says the answer to its send; whoever only waits is refused. */
    @Test
    void aRevokedCredentialEndsItsWaits() {
        String id = alice.send(bob, "earlier").text("id");
        var asked = ask(alice, "wait=30", bob.id(), "question");
        var again = alice.api().getAsync(replyTo(id, "timeout=30"));
        await().until(() -> waiting() == 2);
        Caller caller = authenticator.authenticate(alice.credential()).orElseThrow();
        events.publishEvent(
                new CredentialsRevoked(caller.accountId(), List.of(caller.credentialId())));
        Answer sent = asked.orTimeout(1, TimeUnit.SECONDS).join().hasStatus(201);
        assertThat(sent.text("wait")).isEqualTo("timeout");
        again.orTimeout(1, TimeUnit.SECONDS).join().isProblem(401, "unauthorized");
        // Registered after the revocation: nobody else would end it.
        alice.api().get(replyTo(id, "timeout=30")).isProblem(401, "unauthorized");
    }

    /** Committed by another server on the same database, which does not wake ours. */
    @Test
    void whatAnotherReplicaCommitsIsFoundWithinASecond() {
        String id = alice.send(bob, "question").text("id");
        var asked = alice.api().getAsync(replyTo(id, "timeout=30"));
        await().until(() -> waiting() == 1);
        copyReply(id);
        long start = System.nanoTime();
        asked.join().hasStatus(200);
        assertThat(since(start)).isLessThan(Duration.ofSeconds(3));
        assertThat(asked.join().text("wait")).isEqualTo("replied");
    }

    /** What {@link MessageWriter} does, without what follows the commit. */
    private void copyReply(String ask) {
        jdbc.sql(
                        """
                        with numbered as (
                            update inbox_counter set seq = seq + 1 where account_id = :asker returning seq
                        ), ask as (
                            select * from message where id = :ask
                        ), stored as (
                            insert into message (id, thread_id, sender_id, recipient_id, reply_to, hop, created_at, payload)
                            select :id, thread_id, recipient_id, sender_id, id, 1, now(), payload from ask
                        )
                        insert into inbox_item (account_id, seq, item_id, friend, mentioned, created_at)
                        select :asker, seq, :id, false, false, now() from numbered
                        """)
                .param("asker", Long.parseLong(alice.id()))
                .param("ask", MessageId.parse(ask).orElseThrow())
                .param("id", UUID.randomUUID())
                .update();
    }

    @Test
    void aThousandWaitsHoldNoConnectionAndNoThread() throws Exception {
        var accounts = new ArrayList<TestAccount>();
        for (int i = 0; i < 40; i++) {
            accounts.add(server.newAgent());
        }
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        var asked = new ArrayList<CompletableFuture<Answer>>();
        for (int i = 0; i < 1000; i++) {
            asked.add(ask(accounts.get(i % 40), "wait=120", bob.id(), "n " + i));
            if (i % 10 == 9) { // so many sends at once are not what is tested
                int sent = i + 1;
                await().atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> numberOf(bob) == sent);
            }
        }
        assertThat(waiting()).isEqualTo(1000);
        var pool = database.unwrap(HikariDataSource.class).getHikariPoolMXBean();
        await().until(() -> pool.getActiveConnections() == 0);
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
                .as("of the thousand, though another suite starts a server meanwhile")
                .isLessThan(threads + 500);

        for (JsonNode question : allOf(bob)) {
            bob.api()
                    .post(
                            "/v1/messages",
                            json(
                                    "to",
                                    question.path("from").asString(),
                                    "body",
                                    question.at("/content/body").asString(),
                                    "reply_to",
                                    question.path("id").asString()))
                    .hasStatus(201);
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(repliedText(asked.get(i))).isEqualTo("n " + i);
        }
        await().until(() -> waiting() == 0);
    }

    /** Of the newest item that has been committed into this inbox. */
    private long numberOf(TestAccount account) {
        return jdbc.sql("select seq from inbox_counter where account_id = :account")
                .param("account", Long.parseLong(account.id()))
                .query(Long.class)
                .single();
    }

    private List<JsonNode> allOf(TestAccount account) {
        var all = new ArrayList<JsonNode>();
        for (Answer page = sync(account, 0);
                !page.elements("messages").isEmpty();
                page = sync(account, page.at("next_seq").longValue())) {
            all.addAll(page.elements("messages"));
        }
        return all;
    }

    private static Answer sync(TestAccount account, long since) {
        return account.api().get("/v1/messages/sync?limit=500&since_seq=" + since);
    }

    private double waiting() {
        return meters.get("agentim.replies.waiting").gauge().value();
    }

    private static CompletableFuture<Answer> ask(
            TestAccount asker, String query, String to, String body) {
        return send(asker, "?" + query, json("to", to, "body", body));
    }

    private CompletableFuture<Answer> askWithKey(String key, String query) {
        return CompletableFuture.supplyAsync(
                () ->
                        alice.api()
                                .with("Idempotency-Key", key)
                                .post(
                                        "/v1/messages?" + query,
                                        json("to", bob.id(), "body", "question")),
                Thread::startVirtualThread);
    }

    private static CompletableFuture<Answer> send(TestAccount asker, String query, String json) {
        return CompletableFuture.supplyAsync(
                () -> asker.api().post("/v1/messages" + query, json), Thread::startVirtualThread);
    }

    /** An ask over a socket of its own, whose answer nobody reads. */
    private Socket rawAsk(String query) throws IOException {
        String body = json("to", bob.id(), "body", "hi");
        var socket = new Socket("localhost", server.port());
        socket.getOutputStream()
                .write(
                        """
                        POST /v1/messages?%s HTTP/1.1\r
                        Host: localhost\r
                        Authorization: Bearer %s\r
                        Content-Type: application/json\r
                        Content-Length: %d\r
                        \r
                        %s\
                        """
                                .formatted(query, alice.credential(), body.length(), body)
                                .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static JsonNode next(TestAccount account) {
        return account.api()
                .get("/v1/messages/pending?timeout=30")
                .hasStatus(200)
                .elements()
                .getFirst();
    }

    private static String reply(TestAccount from, TestAccount to, String question, String body) {
        return from.api()
                .post("/v1/messages", json("to", to.id(), "body", body, "reply_to", question))
                .hasStatus(201)
                .text("id");
    }

    private boolean repliedLater(String message) {
        return alice.api()
                .get(replyTo(message, "timeout=0"))
                .hasStatus(200)
                .text("wait")
                .equals("replied");
    }

    private static String replyTo(String message, String query) {
        return "/v1/messages/" + message + "/reply?" + query;
    }

    private static String repliedText(CompletableFuture<Answer> asked) {
        Answer answer = asked.join();
        assertThat(answer.text("wait")).as(answer.body()).isEqualTo("replied");
        return answer.at("reply").at("/content/body").asString();
    }

    private static JsonNode group(TestAccount owner, TestAccount... members) {
        var request = Answer.JSON.createObjectNode().put("name", "team");
        var ids = request.putArray("members");
        for (TestAccount member : members) {
            ids.add(member.id());
        }
        String id = owner.api().post("/v1/groups", request.toString()).hasStatus(201).text("id");
        return owner.api().get("/v1/groups/" + id).hasStatus(200).json();
    }

    private static void postToGroup(
            TestAccount member, JsonNode group, String body, @Nullable String replyTo) {
        var request = Answer.JSON.createObjectNode().put("body", body);
        if (replyTo != null) {
            request.put("reply_to", replyTo);
        }
        member.api()
                .post("/v1/groups/" + group.path("id").asString() + "/messages", request.toString())
                .hasStatus(201);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
