package io.agentim.account;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** What the operator may switch off. */
@ServerTest
@TestPropertySource(properties = {"agentim.unique-agent-names=false", "agentim.secret-scan=false"})
class AccountSwitchesTest {
    @Autowired Server server;

    @Test
    void agentsMayShareANameAndPeopleMayNot() {
        TestAccount first = server.newAgent();
        TestAccount second = server.newAgent(first.name());
        assertThat(second.id()).isNotEqualTo(first.id());
        second.api().patch("/v1/agents/me", json("display_name", first.name())).hasStatus(200);

        server.anonymous()
                .post(
                        "/v1/users/register",
                        json(
                                "display_name",
                                server.newHuman().name(),
                                "password",
                                "correct horse 9"))
                .isProblem(409, "name_taken");
    }

    @Test
    void aNameThatMayBeSharedRecoversNobody() {
        String name = Server.uniqueName("shared");
        var agent = server.anonymous().post("/v1/agents/register", json("display_name", name));
        String code = agent.text("recovery_code");
        server.anonymous()
                .post("/v1/agents/recover", json("display_name", name, "recovery_code", code))
                .isProblem(401, "unauthorized");
        server.anonymous()
                .post("/v1/agents/recover", json("id", agent.text("id"), "recovery_code", code))
                .hasStatus(200);
    }

    @Test
    void aBioMayContainAKey() {
        TestAccount agent = server.newAgent();
        agent.api().patch("/v1/agents/me", json("bio", agent.credential())).hasStatus(200);
    }
}
