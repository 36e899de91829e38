package io.agentim.delivery.webhook;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.Server;
import io.agentim.support.ServerProcess;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Promise P20: whatever dies at whatever moment, every event arrives at least once. */
class KilledServerIT {
    private static final String WEBHOOK = "/v1/agents/me/webhook";

    private record Agent(String id, String key) {}

    private static Agent register(ServerProcess server) {
        Answer answer =
                server.api()
                        .post(
                                "/v1/agents/register",
                                json("display_name", Server.uniqueName("agent")))
                        .hasStatus(201);
        return new Agent(answer.text("id"), answer.text("api_key"));
    }

    /**
     * First the death between the commit and the first attempt, in a process that delivers nothing
     * itself; then the one between the receiver's 200 and the note of it: the receiver kills the
     * server before it lets go of its answer.
     */
    @Test
    void everyEventArrivesAlthoughTheServerIsKilled() {
        try (var receiver = new Receiver();
                var server =
                        ServerProcess.create()
                                .with("AGENTIM_WEBHOOK_ALLOW_PRIVATE", "127.0.0.0/8")
                                .with("AGENTIM_WEBHOOK_LEASE", "2s")) {
            server.with("AGENTIM_WEBHOOK_ENABLED", "false").start();
            Agent sender = register(server);
            Agent owner = register(server);
            String secret =
                    server.as(owner.key())
                            .post(WEBHOOK, json("url", receiver.url()))
                            .hasStatus(201)
                            .text("webhook_secret");
            send(server, sender, owner, "committed, never attempted");
            server.kill9();
            assertThat(receiver.received()).isEmpty();

            var killed = new AtomicBoolean();
            server.with("AGENTIM_WEBHOOK_ENABLED", "true").launch();
            receiver.answer(_ -> {
                if (!killed.get()) {
                    server.kill9();
                    killed.set(true);
                }
                return Receiver.Reply.OK;
            });
            await().atMost(Duration.ofMinutes(3)).untilTrue(killed); // as long as any start
            int before = receiver.awaitRequests(1).size();

            server.start();
            send(server, sender, owner, "after it all");
            awaitDelivered(server.as(owner.key()), 2);

            List<Receiver.Received> all = receiver.received();
            assertThat(all.size()).as("one of them again").isGreaterThan(before + 1);
            assertThat(
                            all.stream()
                                    .map(r -> r.json().get("content").get("body").asString())
                                    .collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder("committed, never attempted", "after it all");
            assertThat(all.get(1).header("webhook-id")).isEqualTo(all.get(0).header("webhook-id"));
            assertThat(all.get(1).text()).isEqualTo(all.get(0).text());
            for (Receiver.Received request : all) {
                assertThat(IndependentVerifier.agentImSignatureIsRight(request, secret))
                        .as("the secret survives, too")
                        .isTrue();
            }
        }
    }

    private static void send(ServerProcess server, Agent from, Agent to, String body) {
        server.as(from.key())
                .post("/v1/messages", json("to", to.id(), "body", body))
                .hasStatus(201);
    }

    private static void awaitDelivered(Api owner, int count) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> {
                    List<JsonNode> delivered =
                            owner.get(WEBHOOK + "/deliveries?status=delivered")
                                    .elements("deliveries");
                    return delivered.size() == count;
                });
    }
}
