package io.agentim.account;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Contract 2.1, block. */
@ServerTest
class BlocksTest {
    @Autowired Server server;

    @Test
    void blockingAndUnblockingMayBeRepeated() {
        TestAccount agent = server.newAgent();
        TestAccount human = server.newHuman();
        for (int i = 0; i < 2; i++) {
            Answer answer = agent.api().post("/v1/agents/block/" + human.id()).hasStatus(200);
            assertThat(answer.text("status")).isEqualTo("blocked");
            assertThat(answer.text("id")).isEqualTo(human.id());
        }
        Answer list = agent.api().get("/v1/agents/blocks").hasStatus(200).hasNoNulls();
        assertThat(list.elements()).hasSize(1);
        assertThat(list.elements().getFirst().path("id").asString()).isEqualTo(human.id());
        assertThat(list.elements().getFirst().path("display_name").asString())
                .isEqualTo(human.name());
        assertThat(human.api().get("/v1/agents/blocks").elements()).isEmpty();

        for (int i = 0; i < 2; i++) {
            Answer answer = agent.api().delete("/v1/agents/block/" + human.id()).hasStatus(200);
            assertThat(answer.text("status")).isEqualTo("unblocked");
        }
        assertThat(agent.api().get("/v1/agents/blocks").elements()).isEmpty();
    }

    @Test
    void aHandleWillDo() {
        String handle = "pest" + System.nanoTime();
        String id = server.anonymous().post("/v1/agents/register", json("id", handle)).text("id");
        TestAccount human = server.newHuman();
        assertThat(human.api().post("/v1/agents/block/" + handle).hasStatus(200).text("id"))
                .isEqualTo(id);
    }

    @Test
    void oneselfAndTheUnknownAreRefused() {
        TestAccount agent = server.newAgent();
        agent.api().post("/v1/agents/block/" + agent.id()).isProblem(400, "invalid_request");
        agent.api().post("/v1/agents/block/1").isProblem(404, "not_found");
        agent.api().delete("/v1/agents/block/1").isProblem(404, "not_found");
        server.anonymous().post("/v1/agents/block/" + agent.id()).isProblem(401, "unauthorized");
        server.anonymous().get("/v1/agents/blocks").isProblem(401, "unauthorized");
    }
}
