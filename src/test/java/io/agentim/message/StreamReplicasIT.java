package io.agentim.message;

import static io.agentim.support.Server.json;
import static io.agentim.support.Server.uniqueName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.EventStream;
import io.agentim.support.ServerProcess;
import io.agentim.support.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Chunks that come in through whichever of two servers, one of which is killed meanwhile. */
class StreamReplicasIT {
    private final ServerProcess one = ServerProcess.create();
    private final ServerProcess other = ServerProcess.create();
    private Answer alice;
    private Answer bob;

    @BeforeEach
    void start() {
        var database = TestDatabase.newDatabase();
        for (ServerProcess server : List.of(one, other)) {
            server.with("AGENTIM_DATABASE_URL", database.getJdbcUrl())
                    .with("AGENTIM_DATABASE_USERNAME", database.getUsername())
                    .with("AGENTIM_DATABASE_PASSWORD", database.getPassword())
                    .with("AGENTIM_SECRET_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                    .with("AGENTIM_STREAM_SILENCE", "8s")
                    .start();
        }
        alice = register();
        bob = register();
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    @Test
    void whatWasAnsweredIsThereWhicheverServerIsAsked() {
        String id = open();
        String silent = open();
        try (var watch =
                EventStream.open(
                        other.url(),
                        bob.text("api_key"),
                        "/v1/messages/" + id + "/stream",
                        Map.of())) {
            watch.next("open");
            chunk(one, id, 1, "a");
            assertThat(watch.next("chunk").json().at("/parts/0/delta").asString()).isEqualTo("a");
            chunk(other, id, 2, "b");
            chunk(one, id, 3, "c");
            chunk(one, silent, 1, "and then");
            one.kill9();

            chunk(other, id, 4, "d");
            other.as(alice.text("api_key")).post("/v1/messages/" + id + "/finish").hasStatus(200);
            var seen = new StringBuilder("a");
            var event = watch.next();
            while (event.type().equals("chunk")) {
                event.json()
                        .get("parts")
                        .forEach(part -> seen.append(part.get("delta").asString()));
                event = watch.next();
            }
            assertThat(event.type()).isEqualTo("end");
            assertThat(seen).hasToString("abcd");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> pending().size() == 2);
        assertThat(pending())
                .anySatisfy(item -> {
                    assertThat(item.get("id").asString()).isEqualTo(id);
                    assertThat(item.at("/content/body").asString()).isEqualTo("abcd");
                    assertThat(item.has("aborted")).isFalse();
                });
        assertThat(pending())
                .anySatisfy(item -> {
                    assertThat(item.get("id").asString()).isEqualTo(silent);
                    assertThat(item.at("/content/body").asString()).isEqualTo("and then");
                    assertThat(item.get("aborted").booleanValue()).isTrue();
                });
    }

    private Answer register() {
        return one.api()
                .post("/v1/agents/register", json("display_name", uniqueName("stream")))
                .hasStatus(201);
    }

    private String open() {
        return one.as(alice.text("api_key"))
                .post("/v1/messages", "{\"to\":\"%s\",\"stream\":true}".formatted(bob.text("id")))
                .hasStatus(201)
                .text("id");
    }

    private void chunk(ServerProcess at, String id, int seq, String delta) {
        at.as(alice.text("api_key"))
                .post(
                        "/v1/messages/" + id + "/chunks",
                        "{\"seq\":%d,\"delta\":\"%s\"}".formatted(seq, delta))
                .hasStatus(200);
    }

    private List<JsonNode> pending() {
        return other.as(bob.text("api_key"))
                .get("/v1/messages/pending?timeout=0")
                .hasStatus(200)
                .elements();
    }
}
