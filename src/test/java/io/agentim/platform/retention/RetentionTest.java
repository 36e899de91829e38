package io.agentim.platform.retention;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * What goes and what stays (promises P6, P10, P16, contract 12.3), when the purges are told that so
 * much time has passed.
 */
@ServerTest
class RetentionTest {
    private static final Duration ALMOST_A_WEEK = Duration.ofDays(7).minusMinutes(5);
    private static final Duration A_WEEK = Duration.ofDays(7).plusMinutes(5);

    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired TestPurges purges;
    @Autowired Clock clock;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    private void purgeAfter(Duration time) {
        for (String name :
                List.of(
                        "acked-items",
                        "messages",
                        "idempotency-keys",
                        "ended-credentials",
                        "websocket-tickets",
                        "read-notifications")) {
            purges.run(name, clock.instant().plus(time));
        }
    }

    private static List<JsonNode> sync(TestAccount account) {
        return account.api()
                .get("/v1/messages/sync?since_seq=0&limit=500")
                .hasStatus(200)
                .elements("messages");
    }

    private static List<JsonNode> history(TestAccount account, String thread) {
        return account.api()
                .get("/v1/threads/" + thread + "/messages")
                .hasStatus(200)
                .elements("messages");
    }

    private long count(String sql) {
        return jdbc.sql(sql)
                .param("alice", Long.valueOf(alice.id()))
                .param("bob", Long.valueOf(bob.id()))
                .query(Long.class)
                .single();
    }

    @Test
    void anAckedMessageIsKeptForAWeekAndThenIsGoneForBothOfThem() {
        Answer sent = alice.send(bob, "hi");
        String thread = sent.text("thread_id");
        long seq = bob.pending().getFirst().get("seq").longValue();
        bob.ack(sent.text("id")).hasStatus(204);

        purgeAfter(ALMOST_A_WEEK);
        assertThat(sync(bob)).hasSize(1);
        assertThat(history(alice, thread)).hasSize(1);
        bob.ack(sent.text("id")).hasStatus(204);

        purgeAfter(A_WEEK);
        assertThat(sync(bob)).isEmpty();
        assertThat(history(bob, thread)).isEmpty();
        assertThat(history(alice, thread)).isEmpty();
        assertThat(bob.api().get("/v1/messages/threads").elements()).isEmpty();
        bob.ack(sent.text("id")).isProblem(404, "not_found");

        alice.send(bob, "again");
        assertThat(bob.pending().getFirst().get("seq").longValue())
                .as("numbers are never reused")
                .isEqualTo(seq + 1);
    }

    @Test
    void whatIsNotAckedStaysForEver() {
        Answer sent = alice.send(bob, "hi");

        purgeAfter(Duration.ofDays(4000));

        assertThat(bob.pending()).hasSize(1);
        assertThat(history(alice, sent.text("thread_id"))).hasSize(1);
        bob.ack(sent.text("id")).hasStatus(204);
        purgeAfter(ALMOST_A_WEEK);
        assertThat(sync(bob)).as("the week begins with the ack").hasSize(1);
    }

    @Test
    void aGroupsMessageStaysUntilItsLastCopyIsGone() {
        TestAccount carol = server.newAgent();
        String group =
                alice.api()
                        .post(
                                "/v1/groups",
                                "{\"name\":\"team\",\"members\":[\"%s\",\"%s\"]}"
                                        .formatted(bob.id(), carol.id()))
                        .hasStatus(201)
                        .text("id");
        Answer sent =
                alice.api()
                        .post("/v1/groups/" + group + "/messages", json("body", "hello"))
                        .hasStatus(201);
        String messages = "/v1/groups/" + group + "/messages";
        bob.ack(sent.text("id")).hasStatus(204);

        purgeAfter(Duration.ofDays(9));

        assertThat(sync(bob)).isEmpty();
        assertThat(carol.pending()).hasSize(1);
        assertThat(alice.api().get(messages).elements("messages")).hasSize(1);

        carol.ack(sent.text("id")).hasStatus(204);
        purgeAfter(Duration.ofDays(9));
        assertThat(alice.api().get(messages).elements("messages")).isEmpty();
    }

    @Test
    void aMessageThatNobodyHasGoesWhenItIsOld() {
        Answer sent = alice.send(bob, "hi");
        bob.api().delete("/v1/agents/me").hasStatus(200);

        purgeAfter(ALMOST_A_WEEK);
        assertThat(history(alice, sent.text("thread_id"))).hasSize(1);

        purgeAfter(A_WEEK);
        assertThat(history(alice, sent.text("thread_id"))).isEmpty();
    }

    @Test
    void aThreadThatOneNamedOutlivesItsMessages() {
        String body = json("to", bob.id(), "body", "hi", "thread_id", "task-1");
        Answer sent = alice.api().post("/v1/messages", body).hasStatus(201);
        bob.ack(sent.text("id")).hasStatus(204);

        purgeAfter(Duration.ofDays(8));

        assertThat(history(alice, "task-1")).isEmpty();
        alice.api().post("/v1/messages", body).hasStatus(201);
        assertThat(history(alice, "task-1")).hasSize(1);
    }

    @Test
    void anIdempotencyKeyIsKnownForADay() {
        var sender = alice.api().with("Idempotency-Key", "k");
        String body = json("to", bob.id(), "body", "hi");
        String first = sender.post("/v1/messages", body).hasStatus(201).text("id");

        purgeAfter(Duration.ofHours(23));
        assertThat(sender.post("/v1/messages", body).text("id")).isEqualTo(first);

        purgeAfter(Duration.ofHours(26));
        assertThat(count("select count(*) from idempotency_key where account_id in (:alice, :bob)"))
                .isZero();
        assertThat(sender.post("/v1/messages", body).text("id")).isNotEqualTo(first);
    }

    @Test
    void credentialsAreForgottenAWeekAfterTheirEndAndValidOnesNot() {
        String keys = "/v1/agents/me/keys";
        Answer made = alice.api().post(keys, json("name", "second")).hasStatus(201);
        alice.api().delete(keys + "/" + made.text("id")).hasStatus(200);
        String credentials = "select count(*) from credential where account_id in (:alice, :bob)";

        purgeAfter(ALMOST_A_WEEK);
        assertThat(count(credentials)).isEqualTo(3);

        purgeAfter(A_WEEK);
        assertThat(count(credentials)).isEqualTo(2);
        alice.api().get("/v1/agents/me").hasStatus(200);
        server.as(made.text("api_key")).get("/v1/agents/me").hasStatus(401);
    }

    @Test
    void aSessionIsForgottenAfterItsAbsoluteEnd() {
        bob = server.newHuman();
        bob.api().get("/v1/users/me").hasStatus(200);
        long id = -Long.parseLong(bob.id().substring(1));
        String sessions = "select count(*) from credential where account_id = " + id;

        purgeAfter(Duration.ofDays(96));
        assertThat(jdbc.sql(sessions).query(Long.class).single()).isEqualTo(1);

        purgeAfter(Duration.ofDays(98));
        assertThat(jdbc.sql(sessions).query(Long.class).single()).isZero();
    }

    @Test
    void aTicketThatNobodyUsedIsForgotten() {
        alice.api().post("/v1/ws/ticket").hasStatus(200);
        String tickets =
                """
                select count(*) from ws_ticket t join credential c on c.id = t.credential_id
                where c.account_id in (:alice, :bob)
                """;
        purgeAfter(Duration.ZERO);
        assertThat(count(tickets)).isEqualTo(1);

        purgeAfter(Duration.ofSeconds(31));
        assertThat(count(tickets)).isZero();
    }

    @Test
    void notificationsStayUntilSomeTimeAfterTheyWereRead() {
        for (TestAccount from : List.of(server.newAgent(), server.newAgent())) {
            from.api().post("/v1/friends/request", json("to", bob.id())).hasStatus(200);
        }
        List<JsonNode> both = bob.api().get("/v1/notifications").elements();
        assertThat(both).hasSize(2);
        bob.api()
                .post("/v1/notifications/" + both.getFirst().get("id").asString() + "/read")
                .hasStatus(200);

        purgeAfter(Duration.ofDays(89));
        assertThat(bob.api().get("/v1/notifications").elements()).hasSize(2);

        purgeAfter(Duration.ofDays(91));
        assertThat(bob.api().get("/v1/notifications").elements()).containsExactly(both.get(1));
    }

    @Test
    void zeroDaysKeepForEver() {
        var settings = new RetentionProperties(0, 0);
        assertThat(settings.oldestAcked(clock.instant())).isEmpty();
        assertThat(settings.oldestReadNotification(clock.instant())).isEmpty();
    }

    /** The running server schedules every purge, and has begun with them. */
    @Test
    void everyPurgeIsAJobInTheTable() {
        List<String> names =
                List.of(
                        "acked-items",
                        "ended-credentials",
                        "ended-webhook-deliveries",
                        "idempotency-keys",
                        "messages",
                        "read-notifications",
                        "websocket-tickets");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(
                                        jdbc.sql(
                                                        "select task_name from scheduled_tasks"
                                                                + " where last_success is not null"
                                                                + " order by task_name")
                                                .query(String.class)
                                                .list())
                                .containsAll(names));
    }
}
