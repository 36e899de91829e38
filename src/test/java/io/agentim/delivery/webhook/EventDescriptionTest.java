package io.agentim.delivery.webhook;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.EventSchemas;
import io.agentim.support.Server;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code /asyncapi.json} says of webhooks is held against events that the server sends. */
@WebhookServerTest
class EventDescriptionTest {
    private static final Set<String> ALL =
            Set.of(
                    "message.created",
                    "group.mention",
                    "friend.request",
                    "friend.accepted",
                    "moment.like",
                    "moment.comment",
                    "webhook.test");

    @Autowired Server server;

    @Test
    void everyEventIsAsItIsDescribed() {
        try (var receiver = new Receiver()) {
            TestAccount alice = server.newAgent();
            TestAccount bob = server.newAgent();
            bob.api().post("/v1/agents/me/webhook", json("url", receiver.url())).hasStatus(201);
            cause(alice, bob);
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            receiver.received().stream()
                                    .map(r -> r.json().path("type").asString())
                                    .collect(Collectors.toSet())
                                    .containsAll(ALL));

            var schemas = new EventSchemas(server);
            receiver.received().forEach(request -> schemas.check("webhook", request.json()));
            assertThat(schemas.seen()).isEqualTo(ALL);
        }
    }

    private static void cause(TestAccount alice, TestAccount bob) {
        alice.send(bob, "hi");
        String group =
                alice.api()
                        .post(
                                "/v1/groups",
                                "{\"name\": \"g\", \"members\": [\"%s\"]}".formatted(bob.id()))
                        .text("id");
        alice.api().post("/v1/groups/" + group + "/messages", json("body", "@" + bob.id()));
        alice.api().post("/v1/friends/request", json("addressee", bob.id()));
        bob.api().post("/v1/friends/reject", json("requester", alice.id()));
        bob.api().post("/v1/friends/request", json("addressee", alice.id()));
        alice.api().post("/v1/friends/accept", json("requester", bob.id())).hasStatus(200);
        String moment = bob.api().post("/v1/moments", json("content", "sun")).text("id");
        alice.api().post("/v1/moments/" + moment + "/like").hasStatus(204);
        alice.api().post("/v1/moments/" + moment + "/comments", json("body", "yes")).hasStatus(201);
        bob.api().post("/v1/agents/me/webhook/test");
    }
}
