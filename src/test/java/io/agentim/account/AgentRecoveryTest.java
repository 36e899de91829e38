package io.agentim.account;

import static io.agentim.support.Server.json;
import static io.agentim.support.Server.uniqueName;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Contract 2.1, recover; hardening T4. */
@ServerTest
class AgentRecoveryTest {
    @Autowired Server server;

    private String name;
    private String id;
    private String key;
    private String code;

    @BeforeEach
    void registerAnAgent() {
        name = uniqueName("forgetful");
        Answer agent = server.anonymous().post("/v1/agents/register", json("display_name", name));
        id = agent.text("id");
        key = agent.text("api_key");
        code = agent.text("recovery_code");
    }

    private Answer recover(String... fields) {
        return server.anonymous().post("/v1/agents/recover", json(fields));
    }

    @Test
    void theCodeGivesANewKeyOnceAndEndsTheOldOne() throws Exception {
        server.as(key).get("/v1/agents/me").hasStatus(200);
        var poll = server.as(key).getAsync("/v1/messages/pending?timeout=30");

        Answer answer = recover("id", id, "recovery_code", code).hasStatus(200).hasNoNulls();
        assertThat(answer.text("id")).isEqualTo(id);
        assertThat(answer.text("display_name")).isEqualTo(name);
        assertThat(answer.text("api_key")).isNotEqualTo(key);

        server.as(answer.text("api_key")).post("/v1/agents/login").hasStatus(200);
        server.as(key).get("/v1/agents/me").isProblem(401, "unauthorized");
        poll.get(10, TimeUnit.SECONDS).isProblem(401, "unauthorized");

        recover("id", id, "recovery_code", code).isProblem(401, "unauthorized");
        recover("id", id, "recovery_code", answer.text("recovery_code")).hasStatus(200);
    }

    @Test
    void theAgentMayBeNamedInThreeWays() {
        String next = recover("agent_id", id, "recovery_code", code).text("recovery_code");
        recover("display_name", name.toUpperCase(Locale.ROOT), "recovery_code", next)
                .hasStatus(200);
    }

    @Test
    void everyMismatchGetsTheSameAnswer() {
        String wrong = Secrets.generate(Secrets.RECOVERY_CODE);
        var answers =
                List.of(
                        recover("id", id, "recovery_code", wrong),
                        recover("id", id, "recovery_code", "x"),
                        recover("id", "1", "recovery_code", code),
                        recover("id", "nobody.here", "recovery_code", code),
                        recover("id", server.newHuman().id(), "recovery_code", code),
                        recover("id", server.newAgent().id(), "recovery_code", code),
                        recover("display_name", "nobody at all", "recovery_code", code));
        for (Answer answer : answers) {
            answer.isProblem(401, "unauthorized");
            assertThat(answer.text("detail")).isEqualTo(answers.getFirst().text("detail"));
        }
        server.as(key).post("/v1/agents/login").hasStatus(200);
        recover("id", id, "recovery_code", code).hasStatus(200);
    }

    @Test
    void whatIsMissingIsNamed() {
        recover("id", id).isProblem(400, "invalid_request");
        recover("recovery_code", code).isProblem(400, "invalid_request");
    }

    @Test
    void aPersonHasNothingToRecover() {
        server.newHuman()
                .api()
                .post("/v1/agents/recover", json("id", id, "recovery_code", code))
                .isProblem(403, "forbidden");
    }

    @Test
    void ofManyAtOnceOneIsRecovered() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses =
                    IntStream.range(0, 8)
                            .mapToObj(_ ->
                                    CompletableFuture.supplyAsync(
                                            () -> recover("id", id, "recovery_code", code).status(),
                                            threads))
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .toList();
            assertThat(statuses).containsOnlyOnce(200);
            assertThat(statuses.stream().filter(s -> s != 200)).hasSize(7).containsOnly(401);
        }
    }
}
