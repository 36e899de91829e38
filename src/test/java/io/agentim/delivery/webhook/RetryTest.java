package io.agentim.delivery.webhook;

import static io.agentim.delivery.webhook.WebhookTest.awaitFailure;
import static io.agentim.delivery.webhook.WebhookTest.awaitStatus;
import static io.agentim.delivery.webhook.WebhookTest.deliveries;
import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.agentim.platform.retention.TestPurges;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.SettableClock;
import io.agentim.support.TestAccount;
import io.micrometer.core.instrument.MeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Promises P21, P22 and P24, by a clock that a test puts forward, and what the owner sees of it.
 */
@WebhookServerTest
class RetryTest {
    private static final String WEBHOOK = "/v1/agents/me/webhook";

    @Autowired Server server;
    @Autowired SettableClock clock;
    @Autowired JdbcClient jdbc;
    @Autowired MeterRegistry metrics;
    @Autowired Upkeep upkeep;
    @Autowired TestPurges purges;
    @Autowired DisabledNotices notices;

    private final Receiver receiver = new Receiver();
    private TestAccount alice;
    private TestAccount bob;
    private String secret = "";

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
        secret =
                bob.api()
                        .post(WEBHOOK, json("url", receiver.url()))
                        .hasStatus(201)
                        .text("webhook_secret");
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private JsonNode only() {
        List<JsonNode> all = deliveries(bob, "");
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private JsonNode awaitAttempts(int count) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> only().get("attempt_count").intValue() == count);
        return only();
    }

    private static Instant time(JsonNode object, String field) {
        return Instant.parse(object.get(field).asString());
    }

    @Test
    void tenAttemptsFollowTheScheduleWithTheSameBytesAndFreshSignatures() {
        receiver.answer(Receiver.Reply.status(500));
        double dead = metrics.counter("agentim.webhook.dead.letter").count();
        alice.send(bob, "hi");

        for (int attempt = 1; attempt <= 9; attempt++) {
            JsonNode delivery = awaitAttempts(attempt);
            assertThat(delivery.get("status").asString()).isEqualTo("pending");
            IndependentVerifier.verify(receiver.received().getLast(), secret, clock.instant());
            Duration pause =
                    Duration.between(
                            time(delivery, "last_attempt_at"), time(delivery, "next_attempt_at"));
            Duration expected = RetrySchedule.DELAYS.get(attempt - 1);
            // Beside the jitter, what the attempt itself took.
            assertThat(pause.toMillis())
                    .as("pause after attempt %d", attempt)
                    .isBetween(expected.toMillis() * 8 / 10, expected.toMillis() * 12 / 10 + 1000);
            clock.advanceTo(time(delivery, "next_attempt_at"));
        }
        JsonNode buried = awaitAttempts(10);

        assertThat(buried.get("status").asString()).isEqualTo("dead");
        assertThat(buried.has("next_attempt_at")).isFalse();
        List<Receiver.Received> requests = receiver.received();
        assertThat(requests).hasSize(10);
        assertThat(distinct(requests, "X-AgentIM-Delivery")).hasSize(1);
        assertThat(requests.stream().map(Receiver.Received::text).distinct()).hasSize(1);
        assertThat(distinct(requests, "X-AgentIM-Timestamp")).hasSize(10);
        assertThat(distinct(requests, "X-AgentIM-Signature")).hasSize(10);
        assertThat(distinct(requests, "webhook-signature")).hasSize(10);
        assertThat(metrics.counter("agentim.webhook.dead.letter").count())
                .isGreaterThanOrEqualTo(dead + 1);
        assertThat(bob.pending()).as("nothing is lost").hasSize(1);
    }

    private static Set<String> distinct(List<Receiver.Received> requests, String header) {
        return requests.stream().map(r -> r.header(header)).collect(Collectors.toSet());
    }

    @Test
    void theSenderRenamedBetweenTwoAttemptsChangesNoByte() {
        receiver.answer(Receiver.Reply.status(503));
        alice.send(bob, "hi");
        JsonNode failed = awaitAttempts(1);

        bob.pending(); // and the item is acked meanwhile, by another way
        bob.ack(receiver.received().getFirst().json().get("id").asString()).hasStatus(204);
        clock.advanceTo(time(failed, "next_attempt_at"));

        List<Receiver.Received> requests = receiver.awaitRequests(2);
        assertThat(requests.get(1).text()).isEqualTo(requests.get(0).text());
    }

    @ParameterizedTest
    @CsvSource({
        "429, 120,                           120",
        "503, 120,                           120",
        "503, 315360000,                    3600",
        "429, -1,                              5",
        "429, soon,                            5",
        "500, 120,                             5",
        "429, 1,                               5"
    })
    void retryAfterIsHonouredUpToAnHour(int status, String retryAfter, long expectedSeconds) {
        receiver.answer(new Receiver.Reply(status, "Retry-After: " + retryAfter, ""));
        alice.send(bob, "hi");

        JsonNode failed = awaitAttempts(1);

        long waits =
                Duration.between(time(failed, "last_attempt_at"), time(failed, "next_attempt_at"))
                        .toMillis();
        assertThat(waits)
                .isCloseTo(expectedSeconds * 1000, within(expectedSeconds == 5 ? 2000L : 1000L));
    }

    @Test
    void whoeverAskedToBeLeftAloneIsNotSentNewEventsEither() {
        receiver.answer(new Receiver.Reply(429, "Retry-After: 600", ""));
        alice.send(bob, "first");
        awaitAttempts(1);
        receiver.answer(Receiver.Reply.OK);

        alice.send(bob, "second");

        Answer view = bob.api().get(WEBHOOK);
        assertThat(view.text("status")).isEqualTo("paused");
        assertThat(view.at("pending").intValue()).isEqualTo(2);
        bob.api().post(WEBHOOK + "/resume").hasStatus(200);
        assertThat(receiver.awaitRequests(3)).hasSize(3);
    }

    @Test
    void goneDisablesAtOnceAndResumeTriesAgain() {
        receiver.answer(Receiver.Reply.status(410));
        alice.send(bob, "hi");
        awaitDisabled();
        await().until(() -> notices.of(bob).size() == 1);
        assertThat(notices.of(bob).getFirst().reason()).contains("410");

        alice.send(bob, "while disabled");
        clock.advance(Duration.ofMinutes(1));
        assertThat(bob.api().get(WEBHOOK).at("pending").intValue()).isEqualTo(1);
        receiver.answer(Receiver.Reply.OK);

        bob.api().post(WEBHOOK + "/resume").hasStatus(200);

        receiver.awaitRequests(2);
        awaitStatus(bob, "delivered");
        Answer view = bob.api().get(WEBHOOK);
        assertThat(view.text("status")).isEqualTo("active");
        assertThat(view.json().has("failing_since")).isFalse();
        assertThat(receiver.received()).hasSize(2);
    }

    private void awaitDisabled() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> bob.api().get(WEBHOOK).text("status").equals("disabled"));
    }

    @Test
    void fiveDaysOfFailuresDisableAndTellTheOwner() {
        receiver.answer(Receiver.Reply.status(500));
        Instant start = clock.instant();
        alice.send(bob, "a");
        for (int attempt = 1; attempt <= 9; attempt++) {
            clock.advanceTo(time(awaitAttempts(attempt), "next_attempt_at"));
        }
        awaitAttempts(10);
        assertThat(bob.api().get(WEBHOOK).text("status"))
                .as("not yet five days")
                .isEqualTo("active");

        clock.advanceTo(start.plus(Duration.ofDays(5)).plusSeconds(2));
        alice.send(bob, "b");

        awaitDisabled();
        Answer view = bob.api().get(WEBHOOK);
        assertThat(view.text("disabled_reason")).contains("five days").contains("answered 500");
        assertThat(view.text("last_error")).startsWith("status: ");
        assertThat(view.at("last_status").intValue()).isEqualTo(500);
        await().until(() -> notices.of(bob).size() == 1);
        assertThat(bob.pending()).hasSize(2);
    }

    @Test
    void oneSuccessEndsTheStreakOfFailures() {
        receiver.answer(Receiver.Reply.status(500));
        alice.send(bob, "a");
        awaitAttempts(1);
        assertThat(bob.api().get(WEBHOOK).json().has("failing_since")).isTrue();

        receiver.answer(Receiver.Reply.OK);
        clock.advance(Duration.ofSeconds(10));

        awaitStatus(bob, "delivered");
        Answer view = bob.api().get(WEBHOOK);
        assertThat(view.json().has("failing_since")).isFalse();
        assertThat(view.json().has("last_delivered_at")).isTrue();
        assertThat(view.text("last_error")).as("still to be seen").contains("500");
    }

    @Test
    void everyAttemptCanBeLookedAt() {
        receiver.answer(new Receiver.Reply(404, "", "internal: secret page of the intranet"));
        alice.send(bob, "hi");
        JsonNode failed = awaitAttempts(1);
        receiver.answer(Receiver.Reply.OK);
        clock.advance(Duration.ofSeconds(10));
        awaitStatus(bob, "delivered");

        Answer one =
                bob.api()
                        .get(WEBHOOK + "/deliveries/" + failed.get("id").asString())
                        .hasStatus(200);

        assertThat(one.text("event")).isEqualTo("message.created");
        List<JsonNode> attempts = one.elements("attempts");
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0).get("status").intValue()).isEqualTo(404);
        assertThat(attempts.get(0).get("error").asString())
                .isEqualTo("status: the receiver answered 404");
        assertThat(attempts.get(0).get("latency_ms").longValue()).isNotNegative();
        assertThat(attempts.get(1).get("status").intValue()).isEqualTo(200);
        assertThat(attempts.get(1).has("error")).isFalse();
        assertThat(one.body()).doesNotContain("intranet");
        alice.api()
                .get(WEBHOOK + "/deliveries/" + failed.get("id").asString())
                .isProblem(404, "not_found");
    }

    @Test
    void theListIsPagedAndFiltered() {
        for (int i = 0; i < 5; i++) {
            alice.send(bob, "n" + i);
        }
        await().until(() -> deliveries(bob, "?status=delivered").size() == 5);

        Answer first = bob.api().get(WEBHOOK + "/deliveries?limit=2");
        Answer second =
                bob.api().get(WEBHOOK + "/deliveries?limit=3&cursor=" + first.text("next_cursor"));

        assertThat(first.at("has_more").booleanValue()).isTrue();
        assertThat(second.at("has_more").booleanValue()).isFalse();
        assertThat(second.json().has("next_cursor")).isFalse();
        var seen = new TreeSet<String>();
        first.elements("deliveries").forEach(d -> seen.add(d.get("id").asString()));
        second.elements("deliveries").forEach(d -> seen.add(d.get("id").asString()));
        assertThat(seen).hasSize(5);
        assertThat(deliveries(bob, "?status=dead")).isEmpty();
        bob.api().get(WEBHOOK + "/deliveries?status=odd").isProblem(400, "invalid_request");
        bob.api().get(WEBHOOK + "/deliveries?cursor=odd").isProblem(400, "invalid_request");
    }

    @Test
    void oneDeliveryIsReplayedUnderTheSameId() {
        alice.send(bob, "hi");
        awaitStatus(bob, "delivered");
        String id = only().get("id").asString();

        bob.api().post(WEBHOOK + "/deliveries/" + id + "/replay").hasStatus(200);

        List<Receiver.Received> requests = receiver.awaitRequests(2);
        assertThat(requests.get(1).header("X-AgentIM-Delivery")).isEqualTo(id);
        assertThat(requests.get(1).text()).isEqualTo(requests.get(0).text());
        alice.api().post(WEBHOOK + "/deliveries/" + id + "/replay").isProblem(404, "not_found");
        bob.api()
                .post(WEBHOOK + "/deliveries/evt_01h00000000000000000000000/replay")
                .isProblem(404, "not_found");
    }

    @Test
    void replaySinceAlsoBringsWhatCameWhileTheWebhookWasDisabled() {
        alice.send(bob, "before");
        awaitStatus(bob, "delivered");
        clock.advance(Duration.ofMinutes(1));
        Instant since = clock.instant();
        receiver.answer(Receiver.Reply.status(410));
        alice.send(bob, "lost by the receiver");
        awaitDisabled();
        alice.send(bob, "while disabled");
        receiver.answer(Receiver.Reply.OK);
        bob.api().post(WEBHOOK + "/resume").hasStatus(200);
        await().until(() -> deliveries(bob, "?status=delivered").size() == 2);

        Answer replayed =
                bob.api().post(WEBHOOK + "/replay", json("since", since.toString())).hasStatus(200);

        assertThat(replayed.at("replayed").intValue()).isEqualTo(2);
        await().until(() -> deliveries(bob, "?status=delivered").size() == 3);
        List<String> bodies =
                receiver.awaitRequests(5).stream()
                        .map(r -> r.json().get("content").get("body").asString())
                        .toList();
        assertThat(bodies.subList(3, 5))
                .containsExactlyInAnyOrder("lost by the receiver", "while disabled");
        bob.api().post(WEBHOOK + "/replay", "{}").isProblem(400, "invalid_request");
        bob.api()
                .post(WEBHOOK + "/replay", json("since", "yesterday"))
                .isProblem(400, "invalid_request");
    }

    @Test
    void aTestIsMadeOnceAlsoByADisabledWebhook() {
        receiver.answer(Receiver.Reply.status(410));
        alice.send(bob, "hi");
        awaitDisabled();
        receiver.answer(Receiver.Reply.status(500));

        String id = bob.api().post(WEBHOOK + "/test").hasStatus(200).text("id");

        Receiver.Received request = receiver.awaitRequests(2).getLast();
        IndependentVerifier.verify(request, secret, clock.instant());
        assertThat(request.json().get("type").asString()).isEqualTo("webhook.test");
        await().until(() ->
                bob.api().get(WEBHOOK + "/deliveries/" + id).text("status").equals("dead"));
        alice.api().post(WEBHOOK + "/test").isProblem(404, "not_found");
    }

    @Test
    void attemptsAreCountedByResultAndTheOldestWaitIsMeasured() {
        receiver.answer(Receiver.Reply.status(500));
        double failures = metrics.counter("agentim.webhook.attempts", "result", "status").count();
        alice.send(bob, "hi");
        awaitFailure(bob);

        assertThat(metrics.counter("agentim.webhook.attempts", "result", "status").count())
                .isGreaterThan(failures);
        clock.advance(Duration.ofSeconds(3));
        upkeep.measure();
        assertThat(metrics.get("agentim.webhook.oldest.pending").gauge().value())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void endedDeliveriesAreForgottenAfterAWeekAndPendingOnesNever() {
        alice.send(bob, "delivered");
        awaitStatus(bob, "delivered");
        receiver.answer(Receiver.Reply.status(410));
        alice.send(bob, "pending");
        awaitDisabled();

        purges.run("ended-webhook-deliveries", clock.instant());
        assertThat(deliveries(bob, "")).hasSize(2);
        purges.run(
                "ended-webhook-deliveries",
                clock.instant().plus(Duration.ofDays(7).plusSeconds(1)));

        assertThat(deliveries(bob, "")).hasSize(1);
        assertThat(only().get("status").asString()).isEqualTo("pending");
    }

    @Test
    void anItemThatIsNoLongerKeptIsBuriedWithoutBlame() {
        alice.send(bob, "hi");
        awaitStatus(bob, "delivered");
        String id = only().get("id").asString();
        jdbc.sql("delete from inbox_item where account_id = :id")
                .param("id", Long.valueOf(bob.id()))
                .update();

        bob.api().post(WEBHOOK + "/deliveries/" + id + "/replay").hasStatus(200);

        awaitStatus(bob, "dead");
        assertThat(only().get("last_error").asString()).startsWith("not_sent:");
        assertThat(bob.api().get(WEBHOOK).json().has("failing_since")).isFalse();
        assertThat(receiver.received()).hasSize(1);
    }
}
