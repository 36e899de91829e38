package io.agentim.delivery.webhook;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Hardening T9: nobody is hammered through this server. */
@ServerTest
@TestPropertySource(
        properties = {
            "agentim.limits.enabled=true",
            "agentim.limits.register.rate=0",
            "agentim.limits.send.rate=0",
            "agentim.webhook.allow-private=true",
            "agentim.webhook.poll=100ms",
            "agentim.webhook.challenge=true"
        })
class WebhookLimitsTest {
    private static final String WEBHOOK = "/v1/agents/me/webhook";

    @Autowired Server server;

    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    private static Receiver.Reply echo(Receiver.Received request) {
        String challenge = request.json().path("challenge").asString("");
        return new Receiver.Reply(200, "", "{\"challenge\":\"" + challenge + "\"}");
    }

    @Test
    void aUrlMustAnswerItsChallenge() {
        TestAccount agent = server.newAgent();
        agent.api().post(WEBHOOK, json("url", receiver.url())).isProblem(400, "invalid_request");
        agent.api().get(WEBHOOK).isProblem(404, "not_found");
        receiver.answer(WebhookLimitsTest::echo);

        String secret =
                agent.api()
                        .post(WEBHOOK, json("url", receiver.url()))
                        .hasStatus(201)
                        .text("webhook_secret");

        Receiver.Received challenge = receiver.received().getLast();
        assertThat(challenge.header("X-AgentIM-Event")).isEqualTo("webhook.challenge");
        IndependentVerifier.verify(challenge, secret, Instant.now());
    }

    @Test
    void anAccountChangesItsWebhookTenTimesAnHour() {
        receiver.answer(WebhookLimitsTest::echo);
        TestAccount agent = server.newAgent();
        agent.api().post(WEBHOOK, json("url", receiver.url())).hasStatus(201);
        for (int change = 2; change <= 10; change++) {
            agent.api().post(WEBHOOK + "/rotate-secret").hasStatus(200);
        }

        agent.api().post(WEBHOOK + "/rotate-secret").isProblem(429, "rate_limited");
        agent.api().delete(WEBHOOK).isProblem(429, "rate_limited");
        agent.api().get(WEBHOOK).hasStatus(200);
    }

    @Test
    void manyAccountsTogetherSendOneHostTenRequestsASecond() {
        receiver.answer(WebhookLimitsTest::echo);
        TestAccount sender = server.newAgent();
        List<TestAccount> accounts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            accounts.add(registered());
        }
        for (TestAccount account : accounts) {
            for (int i = 0; i < 4; i++) {
                sender.send(account, "n" + i);
            }
        }

        List<Receiver.Received> requests = receiver.awaitRequests(50);

        assertThat(requests).as("10 challenges and 40 events").hasSize(50);
        for (int first = 0; first + 21 < requests.size(); first++) {
            long nanos = requests.get(first + 21).nanos() - requests.get(first).nanos();
            assertThat(nanos)
                    .as("a bucket of ten, refilled by ten a second, lets 20 through in a second")
                    .isGreaterThan(Duration.ofMillis(950).toNanos());
        }
    }

    /** The challenge counts among the ten, so it may have to be asked for again. */
    private TestAccount registered() {
        TestAccount account = server.newAgent();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> {
                    Answer answer = account.api().post(WEBHOOK, json("url", receiver.url()));
                    return answer.status() == 201;
                });
        return account;
    }
}
