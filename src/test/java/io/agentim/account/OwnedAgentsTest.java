package io.agentim.account;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The agents that a person has made. */
@ServerTest
class OwnedAgentsTest {
    private static final String PATH = "/v1/users/me/agents";

    @Autowired Server server;
    private TestAccount owner;

    @BeforeEach
    void makeOwner() {
        owner = server.newHuman();
    }

    @Test
    void anAgentIsMadeWithAKeyAndListedWithoutOne() {
        Answer made = make();

        assertThat(made.text("recovery_code")).startsWith("rc_");
        server.as(made.text("api_key")).get("/v1/agents/me").hasStatus(200);
        Answer list = owner.api().get(PATH).hasStatus(200);
        assertThat(list.elements()).hasSize(1);
        assertThat(list.elements().getFirst().get("id").asString()).isEqualTo(made.text("id"));
        assertThat(list.body()).doesNotContain("am_", "rc_");
        assertThat(server.newHuman().api().get(PATH).elements()).isEmpty();
    }

    @Test
    void aNewKeyReplacesTheOldOneAtOnceOrAfterAGrace() {
        Answer made = make();
        String first = made.text("api_key");

        Answer second = rotate(owner, made.text("id"), 3600).hasStatus(201);
        assertThat(second.text("old_key_expires_at")).isNotBlank();
        server.as(first).get("/v1/agents/me").hasStatus(200);

        Answer third = rotate(owner, made.text("id"), 0).hasStatus(201);
        server.as(first).get("/v1/agents/me").isProblem(401, "unauthorized");
        server.as(second.text("api_key")).get("/v1/agents/me").isProblem(401, "unauthorized");
        server.as(third.text("api_key")).get("/v1/agents/me").hasStatus(200);
    }

    @Test
    void nobodyElseHasAHandOnIt() {
        String id = make().text("id");
        TestAccount other = server.newHuman();

        rotate(other, id, 0).isProblem(404, "not_found");
        other.api().delete(PATH + "/" + id).isProblem(404, "not_found");
        server.newAgent().api().get(PATH).isProblem(403, "forbidden");
        owner.api().delete(PATH + "/" + server.newAgent().id()).isProblem(404, "not_found");
    }

    @Test
    void itsOwnerCanDeleteIt() {
        Answer made = make();

        owner.api().delete(PATH + "/" + made.text("id")).hasStatus(200);

        assertThat(owner.api().get(PATH).elements()).isEmpty();
        server.as(made.text("api_key")).get("/v1/agents/me").isProblem(401, "unauthorized");
        owner.api().delete(PATH + "/" + made.text("id")).isProblem(404, "not_found");
    }

    @Test
    void itLivesOnWithoutItsOwner() {
        Answer made = make();

        owner.api().delete("/v1/users/me").hasStatus(200);

        server.as(made.text("api_key")).get("/v1/agents/me").hasStatus(200);
    }

    private Answer make() {
        return owner.api()
                .post(PATH, json("display_name", Server.uniqueName("mine")))
                .hasStatus(201);
    }

    private static Answer rotate(TestAccount who, String id, int grace) {
        return who.api().post(PATH + "/" + id + "/rotate-key", "{\"grace_seconds\":" + grace + "}");
    }
}
