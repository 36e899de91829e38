package io.agentim.delivery.webhook;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.account.AccountEvents.AccountDeleted;
import io.agentim.account.AccountId;
import io.agentim.delivery.Event;
import io.agentim.delivery.Inbox;
import io.agentim.delivery.WebhookOutbox;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.id.UuidV7;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.SettableClock;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Registration, delivery and acknowledgement: contract 2.7, 5 and 6. */
@WebhookServerTest
class WebhookTest {
    private static final String WEBHOOK = "/v1/agents/me/webhook";

    @Autowired Server server;
    @Autowired SettableClock clock;
    @Autowired JdbcClient jdbc;
    @Autowired Inbox inbox;
    @Autowired WebhookOutbox outbox;
    @Autowired UuidV7 ids;
    @Autowired TransactionTemplate transaction;
    @Autowired ApplicationEventPublisher events;

    private final Receiver receiver = new Receiver();
    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private Answer register(TestAccount account) {
        return account.api().post(WEBHOOK, json("url", receiver.url())).hasStatus(201);
    }

    private Answer register(String more) {
        String body = "{\"url\":\"%s\",%s}".formatted(receiver.url(), more);
        return bob.api().post(WEBHOOK, body).hasStatus(201);
    }

    /** Looks at the mailbox only once the delivery is over: looking is receiving, too. */
    private static void awaitAcked(TestAccount account) {
        awaitStatus(account, "delivered");
        assertThat(account.pending()).isEmpty();
    }

    @Test
    void theSecretIsShownOnceAndStoredEncrypted() {
        Answer registered = register(bob);

        assertThat(registered.text("webhook_id")).matches("wh_[0-9a-z]{26}");
        String secret = registered.text("webhook_secret");
        assertThat(secret).startsWith("whsec_");
        assertThat(registered.elements("events").getFirst().asString()).isEqualTo("*");
        assertThat(registered.text("auto_ack")).isEqualTo("auto");
        Answer viewed = bob.api().get(WEBHOOK).hasStatus(200);
        assertThat(viewed.body()).doesNotContain("whsec_", secret.substring(6), "null");
        assertThat(viewed.text("url")).isEqualTo(receiver.url());
        assertThat(viewed.text("webhook_id")).isEqualTo(registered.text("webhook_id"));
        assertThat(viewed.text("created_at")).isEqualTo(registered.text("created_at"));
        assertThat(viewed.text("status")).isEqualTo("active");
        assertThat(viewed.at("pending").intValue()).isZero();
        String row =
                jdbc.sql("select w::text from webhook w where account_id = :id")
                        .param("id", Long.valueOf(bob.id()))
                        .query(String.class)
                        .single();
        assertThat(row).doesNotContain(secret.substring(6), "whsec_");
    }

    @Test
    void aMessageArrivesSignedInBothDialects() {
        String secret = register(bob).text("webhook_secret");

        Answer sent = alice.send(bob, "Hey <there> \"é\" 日本");

        Receiver.Received request = receiver.awaitRequests(1).getFirst();
        IndependentVerifier.verify(request, secret, clock.instant());
        assertThat(request.header("Content-Type")).startsWith("application/json");
        assertThat(request.header("User-Agent")).isEqualTo("AgentIM-Webhook/1");
        assertThat(request.header("X-AgentIM-Event")).isEqualTo("message.created");
        JsonNode body = request.json();
        assertThat(body.get("type").asString()).isEqualTo("message.created");
        assertThat(body.get("event").asString()).isEqualTo("message.created");
        assertThat(body.get("event_id").asString())
                .isEqualTo(request.header("X-AgentIM-Delivery"))
                .matches("evt_[0-9a-z]{26}");
        assertThat(body.get("agent_id").asString()).isEqualTo(bob.id());
        assertThat(body.get("timestamp")).isEqualTo(sent.at("created_at"));
        JsonNode message = body.get("data").get("message");
        assertThat(message.get("type").asString()).isEqualTo("request");
        for (String field : message.propertyNames()) {
            if (!field.equals("type")) {
                assertThat(body.get(field)).as(field).isEqualTo(message.get(field));
            }
        }
        for (String same : List.of("id", "from", "to", "content", "thread_id", "created_at")) {
            assertThat(body.get(same)).as(same).isEqualTo(sent.at(same));
        }
        assertThat(body.get("sender_relation").asString()).isEqualTo("stranger");
        assertThat(body.get("seq").isIntegralNumber()).isTrue();
        assertThat(request.text()).doesNotContain("null");
    }

    @Test
    void theSendersOwnWebhookHearsNothing() {
        register(alice);
        register(bob);

        alice.send(bob, "one");

        assertThat(receiver.awaitRequests(1).getFirst().json().get("agent_id").asString())
                .isEqualTo(bob.id());
        assertThat(alice.api().get(WEBHOOK + "/deliveries").elements("deliveries")).isEmpty();
    }

    @Test
    void anAccountThatReceivesByWebhookAloneHasItsItemsAcked() {
        register(bob);

        alice.send(bob, "hi");

        awaitAcked(bob);
    }

    @Test
    void whoeverPolledWithinAWeekKeepsItsItems() {
        bob.pending();
        register(bob);

        alice.send(bob, "hi");

        awaitStatus(bob, "delivered");
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void autoAckCanBeForcedAndForbidden() {
        bob.pending();
        assertThat(register("\"auto_ack\":true").at("auto_ack").booleanValue()).isTrue();
        alice.send(bob, "forced");
        awaitAcked(bob);

        TestAccount carol = server.newAgent();
        carol.api()
                .post(WEBHOOK, "{\"url\":\"%s\",\"auto_ack\":false}".formatted(receiver.url()))
                .hasStatus(201);
        alice.send(carol, "forbidden");
        awaitStatus(carol, "delivered");
        assertThat(carol.pending()).hasSize(1);

        bob.api()
                .post(WEBHOOK, "{\"url\":\"%s\",\"auto_ack\":\"never\"}".formatted(receiver.url()))
                .isProblem(400, "invalid_request");
    }

    @Test
    void anAnswerThatSaysNotOkHasFailed() {
        receiver.answer(
                new Receiver.Reply(200, "Content-Type: application/json", "{\"ok\": false}"));
        register(bob);

        alice.send(bob, "hi");

        JsonNode failed = awaitFailure(bob);
        assertThat(failed.get("last_error").asString()).startsWith("not_ok:");
        assertThat(failed.get("last_status").intValue()).isEqualTo(200);
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void aWebhookHearsWhatItAskedFor() {
        Answer registered = register("\"events\":[\"friend.request\",\"moment.like\"]");
        assertThat(registered.elements("events")).hasSize(2);

        alice.send(bob, "not wanted");
        append(bob, event("friend_request", "\"requester\":\"" + alice.id() + "\""));
        append(bob, event("moment_comment", "\"moment_id\":\"moment_1\""));
        append(bob, event("moment_like", "\"moment_id\":\"moment_2\""));

        receiver.awaitRequests(2);
        await().until(() -> deliveries(bob, "").size() == 2);
        JsonNode request = bodyOf("friend.request");
        JsonNode like = bodyOf("moment.like");
        for (JsonNode body : List.of(request, like)) {
            assertThat(body.has("from") || body.has("content") || body.has("thread_id"))
                    .as("a handler for messages would answer it: %s", body)
                    .isFalse();
            assertThat(body.get("id").asString()).startsWith("evt_");
        }
        JsonNode requested = request.get("data").get("request");
        assertThat(requested.get("type").asString()).isEqualTo("friend_request");
        assertThat(requested.get("requester").asString()).isEqualTo(alice.id());
        assertThat(requested.get("id")).isEqualTo(request.get("id"));
        assertThat(request.get("event_id")).isNotEqualTo(request.get("id"));
        assertThat(like.get("data").get("moment_event").get("moment_id").asString())
                .isEqualTo("moment_2");
    }

    private JsonNode bodyOf(String event) {
        return receiver.received().stream()
                .filter(r -> r.header("X-AgentIM-Event").equals(event))
                .findFirst()
                .orElseThrow()
                .json();
    }

    private Event event(String type, String more) {
        var id = ids.next();
        return new Event(
                id,
                """
                {"id":"%s","type":"%s","from":"%s","created_at":"2026-04-13T10:00:00Z",%s}\
                """
                        .formatted(TypeId.format(Event.ID_PREFIX, id), type, alice.id(), more));
    }

    private void append(TestAccount to, Event event) {
        transaction.executeWithoutResult(_ -> inbox.append(Set.of(accountOf(to)), event));
    }

    private static AccountId accountOf(TestAccount account) {
        return AccountId.parse(account.id()).orElseThrow();
    }

    @Test
    void anEventThatIsNoItemTravelsByWebhookAlone() {
        register(bob);

        transaction.executeWithoutResult(_ ->
                outbox.append(
                        accountOf(bob),
                        "friend.accepted",
                        "{\"friend\":{\"id\":\"%s\"}}".formatted(alice.id())));

        JsonNode body = receiver.awaitRequests(1).getFirst().json();
        assertThat(body.get("type").asString()).isEqualTo("friend.accepted");
        assertThat(body.get("data").get("friend").get("id").asString()).isEqualTo(alice.id());
        assertThat(body.has("from") || body.has("id") || body.has("seq")).isFalse();
        assertThat(bob.pending()).isEmpty();
    }

    @Test
    void aRolledBackEventIsNeverDelivered() {
        register(bob);

        transaction.executeWithoutResult(status -> {
            inbox.append(Set.of(accountOf(bob)), event("moment_like", "\"moment_id\":\"m\""));
            status.setRollbackOnly();
        });
        alice.send(bob, "after it");

        assertThat(receiver.awaitRequests(1)).hasSize(1);
        assertThat(deliveries(bob, "")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"url\":\"\"}",
                "{\"url\":\"https://example.com/\",\"events\":[]}",
                "{\"url\":\"https://example.com/\",\"events\":[\"message.deleted\"]}",
                "{\"url\":\"https://example.com/\",\"events\":[null]}",
                "{\"url\":\"https://169.254.169.254/latest\"}",
                "{\"url\":\"https://10.0.0.1/\"}",
                "{\"url\":\"http://93.184.216.34/\"}",
                "{\"url\":\"https://[::1]/\"}"
            })
    void aBadRegistrationIsRefused(String body) {
        bob.api().post(WEBHOOK, body).isProblem(400, "invalid_request");
        bob.api().get(WEBHOOK).isProblem(404, "not_found");
    }

    @Test
    void registeringAgainReplacesUrlAndSecretAndInheritsWhatIsPending() {
        receiver.answer(Receiver.Reply.status(500));
        String first = register(bob).text("webhook_secret");
        alice.send(bob, "still to come");
        awaitFailure(bob);

        try (var second = new Receiver()) {
            String secret =
                    bob.api()
                            .post(WEBHOOK, json("url", second.url()))
                            .hasStatus(201)
                            .text("webhook_secret");

            assertThat(secret).isNotEqualTo(first);
            Receiver.Received request = second.awaitRequests(1).getFirst();
            IndependentVerifier.verify(request, secret, clock.instant());
            assertThat(request.body()).isEqualTo(receiver.received().getFirst().body());
            assertThat(bob.api().get(WEBHOOK).json().has("last_error")).isFalse();
        }
    }

    @Test
    void aDeletedWebhookIsGoneAndHearsNothing() {
        receiver.answer(Receiver.Reply.status(500));
        register(bob);
        alice.send(bob, "one");
        awaitFailure(bob);

        bob.api().delete(WEBHOOK).hasStatus(200);

        bob.api().get(WEBHOOK).isProblem(404, "not_found");
        bob.api().delete(WEBHOOK).isProblem(404, "not_found");
        assertThat(deliveries(bob, "")).isEmpty();
        int before = receiver.received().size();
        clock.advance(Duration.ofSeconds(10));
        proveThatWorkersHaveLooked();
        assertThat(receiver.received()).hasSize(before);
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void aDeletedAccountsWebhookHearsNothing() {
        receiver.answer(Receiver.Reply.status(500));
        register(bob);
        alice.send(bob, "one");
        awaitFailure(bob);

        transaction.executeWithoutResult(
                _ -> events.publishEvent(new AccountDeleted(accountOf(bob))));

        int before = receiver.received().size();
        clock.advance(Duration.ofSeconds(10));
        proveThatWorkersHaveLooked();
        assertThat(receiver.received()).hasSize(before);
    }

    /** A retry of somebody else's that became due at the same time has been made. */
    private void proveThatWorkersHaveLooked() {
        try (var other = new Receiver()) {
            TestAccount carol = server.newAgent();
            other.answer(Receiver.Reply.status(500));
            carol.api().post(WEBHOOK, json("url", other.url())).hasStatus(201);
            alice.send(carol, "x");
            awaitFailure(carol);
            clock.advance(Duration.ofSeconds(10));
            other.awaitRequests(2);
        }
    }

    @Test
    void theLegacyPathsDoTheSame() {
        String body = json("agent_id", bob.id(), "url", receiver.url());
        Answer made = bob.api().post("/v1/webhooks", body).hasStatus(201);
        assertThat(made.text("webhook_id")).startsWith("wh_");
        assertThat(made.text("webhook_secret")).startsWith("whsec_");
        alice.api().post("/v1/webhooks", body).isProblem(403, "forbidden");

        Answer viewed = bob.api().get("/v1/webhooks/" + bob.id()).hasStatus(200);
        assertThat(viewed.text("url")).isEqualTo(receiver.url());
        assertThat(viewed.body()).contains("events", "created_at").doesNotContain("secret");
        alice.api().get("/v1/webhooks/" + bob.id()).isProblem(403, "forbidden");
        alice.api().delete("/v1/webhooks/" + bob.id()).isProblem(403, "forbidden");
        bob.api().delete("/v1/webhooks/" + bob.id()).hasStatus(200);
        bob.api().get("/v1/webhooks/" + bob.id()).isProblem(404, "not_found");
    }

    @Test
    void webhooksAreForAgents() {
        TestAccount human = server.newHuman();

        human.api().post(WEBHOOK, json("url", receiver.url())).isProblem(403, "forbidden");
        human.api().get(WEBHOOK).isProblem(403, "forbidden");
        server.anonymous().get(WEBHOOK).isProblem(401, "unauthorized");
    }

    @Test
    void afterARotationBothSecretsVerifyForADay() {
        String first = register(bob).text("webhook_secret");

        Answer rotated = bob.api().post(WEBHOOK + "/rotate-secret").hasStatus(200);

        String second = rotated.text("webhook_secret");
        assertThat(second).isNotEqualTo(first);
        alice.send(bob, "during");
        Receiver.Received during = receiver.awaitRequests(1).getFirst();
        IndependentVerifier.verify(during, second, clock.instant());
        assertThat(IndependentVerifier.standardSignatureIsRight(during, first)).isTrue();
        assertThat(during.header("X-AgentIM-Signature-Previous"))
                .isEqualTo(
                        IndependentVerifier.agentIm(
                                first, during.header("X-AgentIM-Timestamp"), during.body()));

        clock.advance(Duration.ofHours(24));
        alice.send(bob, "afterwards");
        Receiver.Received after = receiver.awaitRequests(2).getLast();
        IndependentVerifier.verify(after, second, clock.instant());
        assertThat(IndependentVerifier.standardSignatureIsRight(after, first)).isFalse();
        assertThat(after.header("X-AgentIM-Signature-Previous")).isEmpty();
    }

    static List<JsonNode> deliveries(TestAccount account, String query) {
        return account.api()
                .get(WEBHOOK + "/deliveries" + query)
                .hasStatus(200)
                .elements("deliveries");
    }

    static void awaitStatus(TestAccount account, String status) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !deliveries(account, "?status=" + status).isEmpty());
    }

    static JsonNode awaitFailure(TestAccount account) {
        awaitStatus(account, "failed");
        return deliveries(account, "?status=failed").getFirst();
    }
}
