package io.agentim.delivery;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.platform.id.TypeId;
import io.agentim.platform.retention.TestPurges;
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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Messages that grow too old, and senders and readers who want to know how much lies there. */
@ServerTest
class BacklogTest {
    @Autowired Server server;
    @Autowired TestItems items;
    @Autowired TestPurges purges;
    @Autowired HandedOut handedOut;
    @Autowired JdbcClient jdbc;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    @Test
    void aMessageIsDeliveredUntilItExpiresAndThenToNobody() {
        String id = send("{\"to\": \"%s\", \"body\": \"quick\", \"ttl_seconds\": 60}");
        JsonNode item = bob.pending().getFirst();
        assertThat(item.path("expires_at").asString()).endsWith("Z");
        assertThat(stateOf(id)).isEqualTo("delivered");

        outlive(id, Duration.ofSeconds(61));
        assertThat(bob.pending()).isEmpty();
        assertThat(synced(bob)).isEmpty();
        assertThat(unread(bob)).isZero();
        assertThat(stateOf(id)).isEqualTo("expired");

        purges.run("expired-items", Instant.now());
        assertThat(bob.pending()).isEmpty();
        assertThat(synced(bob)).isEmpty();
        assertThat(stateOf(id)).isEqualTo("expired");
        bob.ack(id).hasStatus(204);
        assertThat(stateOf(id)).as("too late").isEqualTo("expired");
    }

    @Test
    void anAckAfterTheEndIsTakenAndChangesNothing() {
        String id = send("{\"to\": \"%s\", \"body\": \"quick\", \"ttl_seconds\": 60}");
        outlive(id, Duration.ofSeconds(61));
        bob.ack(id).hasStatus(204);
        bob.api().post("/v1/messages/ack", "{\"ids\": [\"" + id + "\"]}").hasStatus(200);
        assertThat(stateOf(id)).isEqualTo("expired");
        assertThat(synced(bob)).isEmpty();
    }

    @Test
    void whatWasAcknowledgedInTimeStaysReceived() {
        String id = send("{\"to\": \"%s\", \"body\": \"quick\", \"ttl_seconds\": 60}");
        bob.ack(id).hasStatus(204);
        jdbc.sql(
                        """
                        update inbox_item set acked_at = acked_at - interval '2 minutes',
                               expires_at = expires_at - interval '61 seconds' where item_id = :id
                        """)
                .param("id", uuid(id))
                .update();
        purges.run("expired-items", Instant.now());
        assertThat(synced(bob)).containsExactly(id);
        assertThat(stateOf(id)).isEqualTo("acked");
    }

    @Test
    void anEndInThePastIsNeverDeliveredAndAWaitingPollIsNotEndedByIt() {
        var poll = bob.api().getAsync("/v1/messages/pending?timeout=3");
        String id =
                send(
                        "{\"to\": \"%s\", \"body\": \"x\", \"expires_at\":"
                                + " \"2020-01-01T02:00:00+02:00\"}");
        assertThat(poll.join().body()).isEqualTo("[]");
        assertThat(stateOf(id)).isEqualTo("expired");
        String fresh = alice.send(bob, "still works").text("id");
        assertThat(ids(bob.pending())).containsExactly(fresh);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ttl_seconds\": 0",
                "\"ttl_seconds\": -5",
                "\"ttl_seconds\": 9999999999",
                "\"ttl_seconds\": \"soon\"",
                "\"expires_at\": \"tomorrow\"",
                "\"expires_at\": \"+99999-01-01T00:00:00Z\"",
                "\"ttl_seconds\": 5, \"expires_at\": \"2036-01-01T00:00:00Z\""
            })
    void anEndThatIsNoneIsRefused(String field) {
        alice.api()
                .post(
                        "/v1/messages",
                        "{\"to\": \"%s\", \"body\": \"x\", %s}".formatted(bob.id(), field))
                .isProblem(400, "invalid_request");
        assertThat(bob.pending()).isEmpty();
    }

    @Test
    void anAgentThatWasAwayStartsCleanIfItWantsTo() {
        bob.api().put("/v1/agents/settings", json("max_backlog_age", "1h")).hasStatus(200);
        String old = alice.send(bob, "a week ago").text("id");
        outlive(old, Duration.ofDays(7));
        String fresh = alice.send(bob, "now").text("id");

        assertThat(ids(bob.pending())).containsExactly(fresh);
        assertThat(stateOf(old)).isEqualTo("expired");
        assertThat(stateOf(fresh)).isEqualTo("delivered");

        Answer off =
                bob.api().put("/v1/agents/settings", "{\"max_backlog_age\": 0}").hasStatus(200);
        assertThat(off.at("max_backlog_age").intValue()).isZero();
        String kept = alice.send(bob, "kept").text("id");
        outlive(kept, Duration.ofDays(7));
        assertThat(ids(bob.pending())).containsExactly(fresh, kept);
    }

    @Test
    void theSettingTakesSecondsAndWords() {
        for (String age : List.of("3600", "\"3600\"", "\"60m\"", "\"1h\"")) {
            Answer set = bob.api().put("/v1/agents/settings", "{\"max_backlog_age\": " + age + "}");
            assertThat(set.hasStatus(200).at("max_backlog_age").intValue()).isEqualTo(3600);
        }
        for (String age : List.of("-1", "\"soon\"", "1.5", "999999999", "[]")) {
            bob.api()
                    .put("/v1/agents/settings", "{\"max_backlog_age\": " + age + "}")
                    .isProblem(400, "invalid_request");
        }
    }

    @Test
    void inAGroupEachCopyExpiresByItself() {
        var carol = server.newAgent();
        bob.api().put("/v1/agents/settings", "{\"max_backlog_age\": 3600}").hasStatus(200);
        String group =
                alice.api()
                        .post(
                                "/v1/groups",
                                "{\"name\": \"team\", \"members\": [\"%s\", \"%s\"]}"
                                        .formatted(bob.id(), carol.id()))
                        .text("id");
        String id =
                alice.api()
                        .post("/v1/groups/" + group + "/messages", json("body", "hello all"))
                        .text("id");
        outlive(id, Duration.ofHours(2));
        assertThat(bob.pending()).isEmpty();
        assertThat(ids(carol.pending())).containsExactly(id);
        Answer receipts = alice.api().get("/v1/messages/" + id + "/deliveries").hasNoNulls();
        assertThat(receipts.elements())
                .extracting(r -> r.path("recipient").asString() + " " + r.path("state").asString())
                .containsExactlyInAnyOrder(bob.id() + " expired", carol.id() + " delivered");
    }

    @Test
    void onlyTheSenderSeesWhatBecameOfAMessage() {
        String id = alice.send(bob, "hello").text("id");
        assertThat(stateOf(id)).isEqualTo("queued");
        bob.pending();
        JsonNode receipt = receipts(id).getFirst();
        assertThat(receipt.path("state").asString()).isEqualTo("delivered");
        assertThat(receipt.path("channels").get(0).asString()).isEqualTo("poll");
        bob.ack(id).hasStatus(204);
        receipt = receipts(id).getFirst();
        assertThat(receipt.path("state").asString()).isEqualTo("acked");
        assertThat(receipt.path("acked_at").asString()).endsWith("Z");

        String path = "/v1/messages/" + id + "/deliveries";
        bob.api().get(path).isProblem(404, "not_found");
        server.newAgent().api().get(path).isProblem(404, "not_found");
        server.anonymous().get(path).isProblem(401, "unauthorized");
        alice.api().get("/v1/messages/nonsense/deliveries").isProblem(404, "not_found");
        assertThat(alice.api().get(path + "?envelope=true").elements("deliveries")).hasSize(1);
    }

    @Test
    void itemsSayHowOldTheyAreAndWhetherTheyComeAgain() {
        String first = alice.send(bob, "one").text("id");
        age(first, Duration.ofMinutes(5));
        String second = alice.send(bob, "two").text("id");

        JsonNode one = page(bob, "limit=1").elements().getFirst();
        assertThat(one.path("age_ms").longValue()).isBetween(300_000L, 360_000L);
        assertThat(one.path("redelivered").booleanValue()).isFalse();
        assertThat(redelivered(bob)).containsExactly(true, false);
        assertThat(redelivered(bob)).containsExactly(true, true);

        handedOut.write(); // and no longer from memory
        assertThat(redelivered(bob)).containsExactly(true, true);
        String third = alice.send(bob, "three").text("id");
        bob.ack(first);
        Answer sync = bob.api().get("/v1/messages/sync?since_seq=0");
        assertThat(sync.elements("messages"))
                .extracting(i -> i.path("redelivered").booleanValue())
                .containsExactly(true, true, false);
        assertThat(redelivered(bob)).as("sync has shown it").containsExactly(true, true);
        assertThat(ids(bob.pending())).containsExactly(second, third);
    }

    @Test
    void aReaderChoosesAgeAndOrder() {
        String old = alice.send(bob, "old").text("id");
        age(old, Duration.ofHours(2));
        String newer = alice.send(bob, "newer").text("id");
        String newest = alice.send(bob, "newest").text("id");

        assertThat(pageIds("max_age=1h")).containsExactly(newer, newest);
        assertThat(pageIds("max_age=7200000")).containsExactly(old, newer, newest);
        assertThat(pageIds("order=newest&limit=2")).containsExactly(newest, newer);
        assertThat(pageIds("order=newest&max_age=1h")).containsExactly(newest, newer);
        assertThat(pageIds("order=oldest")).containsExactly(old, newer, newest);
        assertThat(page(bob, "max_age=1h").header("X-Backlog")).isEqualTo("3");
        for (String wrong : List.of("max_age=x", "max_age=-1", "order=random", "order=")) {
            bob.api()
                    .get("/v1/messages/pending?timeout=0&" + wrong)
                    .isProblem(400, "invalid_request");
        }
    }

    @Test
    void aPollThatWantsFreshItemsWaitsForOne() {
        String old = alice.send(bob, "old").text("id");
        age(old, Duration.ofHours(2));
        var poll = bob.api().getAsync("/v1/messages/pending?timeout=30&max_age=60");
        String fresh = alice.send(bob, "fresh").text("id");
        assertThat(ids(poll.join().elements())).containsExactly(fresh);
    }

    @Test
    void pendingSaysHowManyWait() {
        assertThat(page(bob, "timeout=1").header("X-Backlog")).isEqualTo("0");
        items.fill(bob, 150);
        assertThat(page(bob, "limit=100").header("X-Backlog")).isEqualTo("150");
        assertThat(page(bob, "limit=200").header("X-Backlog")).isEqualTo("150");
        assertThat(page(bob, "limit=150").header("X-Backlog")).isEqualTo("150");
        bob.api().post("/v1/messages/ack", "{\"up_to_seq\": 149}").hasStatus(200);
        assertThat(page(bob, "limit=1").header("X-Backlog")).isEqualTo("1");
        items.fill(alice, 10_001);
        assertThat(page(alice, "limit=1").header("X-Backlog")).isEqualTo("10000");
    }

    @Test
    void aSenderIsWarnedWhenMoreThanAHundredWait() {
        items.fill(bob, 99);
        assertThat(isWarned()).as("the 100th").isFalse();
        assertThat(isWarned()).as("the 101st").isTrue();
        assertThat(isWarned()).isTrue();
        bob.api().post("/v1/messages/ack", "{\"up_to_seq\": 50}").hasStatus(200);
        await().until(() -> !isWarned()); // a warning may be a second old
        assertThat(isWarned()).isFalse();
    }

    private boolean isWarned() {
        Answer sent = alice.send(bob, "hi");
        boolean warned = sent.json().has("backlog_warning");
        assertThat(sent.text("status")).isEqualTo("sent");
        return warned;
    }

    /** As if it had been sent, and its end been set, so long ago. */
    private void outlive(String id, Duration time) {
        age(id, time);
        jdbc.sql(
                        """
                        update inbox_item set expires_at = expires_at - :seconds * interval '1 second'
                        where item_id = :id
                        """)
                .param("seconds", time.toSeconds())
                .param("id", uuid(id))
                .update();
    }

    private void age(String id, Duration time) {
        jdbc.sql(
                        """
                        update inbox_item set created_at = created_at - :seconds * interval '1 second'
                        where item_id = :id
                        """)
                .param("seconds", time.toSeconds())
                .param("id", uuid(id))
                .update();
    }

    private static UUID uuid(String id) {
        return TypeId.parse("msg", id).orElseThrow();
    }

    private String send(String request) {
        return alice.api()
                .post("/v1/messages", request.formatted(bob.id()))
                .hasStatus(201)
                .text("id");
    }

    private List<JsonNode> receipts(String id) {
        return alice.api().get("/v1/messages/" + id + "/deliveries").hasStatus(200).elements();
    }

    private String stateOf(String id) {
        List<JsonNode> receipts = receipts(id);
        assertThat(receipts).hasSize(1);
        return receipts.getFirst().path("state").asString();
    }

    private static int unread(TestAccount account) {
        return account.api()
                .get("/v1/messages/threads")
                .elements()
                .getFirst()
                .path("unread_count")
                .intValue();
    }

    private static List<String> synced(TestAccount account) {
        return ids(account.api().get("/v1/messages/sync?since_seq=0").elements("messages"));
    }

    private static Answer page(TestAccount account, String query) {
        String timeout = query.contains("timeout") ? "" : "timeout=0&";
        return account.api().get("/v1/messages/pending?" + timeout + query).hasStatus(200);
    }

    private List<String> pageIds(String query) {
        return ids(page(bob, query).elements());
    }

    private static List<Boolean> redelivered(TestAccount account) {
        return account.pending().stream().map(i -> i.path("redelivered").booleanValue()).toList();
    }

    private static List<String> ids(List<JsonNode> items) {
        return items.stream().map(item -> item.path("id").asString()).toList();
    }
}
