package io.agentim.account;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Several keys of one agent, and changing them without stopping it. */
@ServerTest
class AgentKeysTest {
    private static final String KEYS = "/v1/agents/me/keys";

    @Autowired Server server;

    @Test
    void aFurtherKeyWorksAndIsListedWithoutItsSecret() {
        TestAccount agent = server.newAgent();
        Answer made = agent.api().post(KEYS, json("name", "laptop")).hasStatus(201).hasNoNulls();
        String key = made.text("api_key");
        server.as(key).post("/v1/agents/login").hasStatus(200);

        Answer list = agent.api().get(KEYS).hasStatus(200).hasNoNulls();
        assertThat(list.body()).doesNotContain(key, agent.credential());
        assertThat(list.elements()).hasSize(2);
        var listed = list.elements().getLast();
        assertThat(listed.path("id").asString()).isEqualTo(made.text("id")).startsWith("key_");
        assertThat(listed.path("name").asString()).isEqualTo("laptop");
        assertThat(key).startsWith(listed.path("prefix").asString());
        assertThat(listed.path("current").booleanValue()).isFalse();
        assertThat(list.elements().getFirst().path("current").booleanValue()).isTrue();
        assertThat(listed.path("last_used_at").asString()).endsWith("Z");
        assertThat(agent.api().get(KEYS + "?envelope=true").elements("keys")).hasSize(2);
    }

    @Test
    void aDeletedKeyIsDeadAndTheOthersLive() throws Exception {
        TestAccount agent = server.newAgent();
        Answer made = agent.api().post(KEYS, json("name", "laptop"));
        var lost = server.as(made.text("api_key"));
        var poll = lost.getAsync("/v1/messages/pending?timeout=30");
        lost.get("/v1/agents/me").hasStatus(200);

        agent.api().delete(KEYS + "/" + made.text("id")).hasStatus(200);

        lost.get("/v1/agents/me").isProblem(401, "unauthorized");
        poll.get(10, TimeUnit.SECONDS).isProblem(401, "unauthorized");
        agent.api().get("/v1/agents/me").hasStatus(200);
        agent.api().delete(KEYS + "/" + made.text("id")).isProblem(404, "not_found");
    }

    @Test
    void theLastKeyStays() {
        TestAccount agent = server.newAgent();
        String id = agent.api().get(KEYS).elements().getFirst().path("id").asString();
        agent.api().delete(KEYS + "/" + id).isProblem(400, "invalid_request");
        agent.api().get("/v1/agents/me").hasStatus(200);
    }

    @Test
    void nobodyTouchesTheKeysOfAnother() {
        TestAccount agent = server.newAgent();
        String id = agent.api().post(KEYS, json("name", "mine")).text("id");
        TestAccount other = server.newAgent();
        other.api().post(KEYS, json("name", "x")).hasStatus(201);
        other.api().delete(KEYS + "/" + id).isProblem(404, "not_found");
        other.api().delete(KEYS + "/nonsense").isProblem(404, "not_found");
        assertThat(agent.api().get(KEYS).elements()).hasSize(2);

        TestAccount human = server.newHuman();
        human.api().get(KEYS).isProblem(403, "forbidden");
        human.api().post(KEYS, json("name", "x")).isProblem(403, "forbidden");
        human.api().post(KEYS + "/rotate").isProblem(403, "forbidden");
        human.api().delete(KEYS + "/" + id).isProblem(403, "forbidden");
        server.anonymous().get(KEYS).isProblem(401, "unauthorized");
    }

    @Test
    void theNumberOfKeysIsLimited() {
        TestAccount agent = server.newAgent();
        for (int i = 1; i < 20; i++) {
            agent.api().post(KEYS, json("name", "key " + i)).hasStatus(201);
        }
        agent.api().post(KEYS, json("name", "one more")).isProblem(400, "quota_exceeded");
    }

    @Test
    void bothKeysWorkDuringTheGrace() {
        TestAccount agent = server.newAgent();
        Answer made = agent.api().post(KEYS + "/rotate").hasStatus(201).hasNoNulls();
        server.as(made.text("api_key")).get("/v1/agents/me").hasStatus(200);
        agent.api().get("/v1/agents/me").hasStatus(200);
        assertThat(Instant.parse(made.text("old_key_expires_at")))
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(59)),
                        Instant.now().plus(Duration.ofMinutes(61)));
        assertThat(made.text("name")).isEqualTo("default");
    }

    @Test
    void afterTheGraceTheOldKeyIsDeadAndWhatItHoldsOpenEnds() throws Exception {
        TestAccount agent = server.newAgent();
        var poll = agent.api().getAsync("/v1/messages/pending?timeout=30");
        Answer made = agent.api().post(KEYS + "/rotate", "{\"grace_seconds\": 1}").hasStatus(201);

        poll.get(15, TimeUnit.SECONDS).isProblem(401, "unauthorized");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> agent.api().get("/v1/agents/me").isProblem(401, "unauthorized"));
        server.as(made.text("api_key")).get("/v1/agents/me").hasStatus(200);
    }

    @Test
    void withoutGraceTheOldKeyIsDeadAtOnce() {
        TestAccount agent = server.newAgent();
        Answer made = agent.api().post(KEYS + "/rotate", "{\"grace_seconds\": 0}").hasStatus(201);
        agent.api().get("/v1/agents/me").isProblem(401, "unauthorized");
        server.as(made.text("api_key")).get("/v1/agents/me").hasStatus(200);
    }

    @Test
    void aKeyMayHaveAnEnd() {
        TestAccount agent = server.newAgent();
        String end = Instant.now().plusSeconds(2).toString();
        Answer made =
                agent.api().post(KEYS, json("name", "guest", "expires_at", end)).hasStatus(201);
        server.as(made.text("api_key")).get("/v1/agents/me").hasStatus(200);
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() ->
                        server.as(made.text("api_key"))
                                .get("/v1/agents/me")
                                .isProblem(401, "unauthorized"));
        assertThat(agent.api().get(KEYS).elements()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\": \" \"}",
                "{\"name\": \"a\", \"expires_at\": \"2001-01-01T00:00:00Z\"}",
                "{\"name\": \"a\", \"expires_at\": \"soon\"}",
                "{\"name\": 5}"
            })
    void whatIsNoKeyIsRefused(String body) {
        server.newAgent().api().post(KEYS, body).isProblem(400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "604801", "\"long\"", "99999999999999999999"})
    void theGraceHasBounds(String grace) {
        server.newAgent()
                .api()
                .post(KEYS + "/rotate", "{\"grace_seconds\": %s}".formatted(grace))
                .isProblem(400, "invalid_request");
    }
}
