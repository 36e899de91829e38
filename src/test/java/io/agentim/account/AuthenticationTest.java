package io.agentim.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Contract 1.2, and the ticket of hardening T2. */
@ServerTest
class AuthenticationTest {
    @Autowired Server server;
    @Autowired Authenticator authenticator;
    @Autowired JdbcClient jdbc;

    @Test
    void theKeyMayComeInEitherHeader() {
        TestAccount agent = server.newAgent();
        var anonymous = server.anonymous();
        anonymous
                .with("Authorization", "bearer  " + agent.credential())
                .get("/v1/agents/me")
                .hasStatus(200);
        anonymous.with("X-API-Key", agent.credential()).get("/v1/agents/settings").hasStatus(200);
        anonymous
                .with("X-API-Key", agent.credential())
                .with("Authorization", "Bearer " + server.newAgent().credential())
                .get("/v1/agents/me")
                .isProblem(401, "unauthorized");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Basic YTpi", "am_x", "Bearer am_x", "Bearer pt_"})
    void aHeaderThatIsNoCredentialIsRefused(String header) {
        server.anonymous()
                .with("Authorization", header)
                .get("/v1/agents/me")
                .isProblem(401, "unauthorized");
    }

    @Test
    void anUnknownCredentialIsRefusedOnPublicRoutesToo() {
        String unknown = Secrets.generate(Secrets.AGENT_KEY);
        TestAccount agent = server.newAgent();
        server.anonymous().get("/v1/profile/" + agent.id()).hasStatus(200);
        var answer =
                server.as(unknown).get("/v1/profile/" + agent.id()).isProblem(401, "unauthorized");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.body()).doesNotContain(unknown);
        server.as(unknown).get("/healthz").isProblem(401, "unauthorized");
    }

    @Test
    void aTicketStandsForItsOwnerOnce() {
        TestAccount human = server.newHuman();
        var answer = human.api().post("/v1/ws/ticket").hasStatus(200);
        assertThat(answer.at("expires_in").intValue()).isEqualTo(30);
        String ticket = answer.text("ticket");

        Caller caller = authenticator.redeemTicket(ticket).orElseThrow();
        assertThat(caller.accountId().toString()).isEqualTo(human.id());
        assertThat(caller.displayName()).isEqualTo(human.name());
        assertThat(authenticator.redeemTicket(ticket)).isEmpty();
        server.as(ticket).get("/v1/users/me").isProblem(401, "unauthorized");
    }

    @Test
    void aTicketEndsWithItsSession() {
        TestAccount human = server.newHuman();
        String ticket = human.api().post("/v1/ws/ticket").hasStatus(200).text("ticket");
        human.api().post("/v1/users/logout").hasStatus(200);
        assertThat(authenticator.redeemTicket(ticket)).isEmpty();
    }

    @Test
    void ticketsAreForThoseWithACredential() {
        server.anonymous().post("/v1/ws/ticket").isProblem(401, "unauthorized");
        server.newAgent().api().post("/v1/ws/ticket").hasStatus(200);
        assertThat(authenticator.redeemTicket(Secrets.generate(Secrets.TICKET))).isEmpty();
        assertThat(authenticator.redeemTicket("x")).isEmpty();
    }

    private int change(String credential, String assignment) {
        return jdbc.sql("update credential set " + assignment + " where secret_hash = :hash")
                .param("hash", Secrets.hash(credential))
                .update();
    }

    @Test
    void aSessionEndsWhenUnusedForAMonthAndAKeyDoesNot() {
        TestAccount human = server.newHuman();
        TestAccount agent = server.newAgent();
        for (TestAccount account : List.of(human, agent)) {
            change(account.credential(), "last_used_at = now() - interval '31 days'");
        }
        human.api().get("/v1/users/me").isProblem(401, "unauthorized");
        agent.api().get("/v1/agents/me").hasStatus(200);

        TestAccount idle = server.newHuman();
        change(idle.credential(), "last_used_at = now() - interval '29 days'");
        idle.api().get("/v1/users/me").hasStatus(200);
    }

    @Test
    void aSessionEndsAfterThreeMonthsHoweverMuchItIsUsed() {
        TestAccount human = server.newHuman();
        change(human.credential(), "expires_at = now() - interval '1 second'");
        human.api().get("/v1/users/me").isProblem(401, "unauthorized");
    }

    @Test
    void useIsNotedByTheHourWithItsAddress() {
        TestAccount agent = server.newAgent();
        change(agent.credential(), "last_used_at = now() - interval '2 hours'");
        agent.api().get("/v1/agents/me").hasStatus(200);

        var key = agent.api().get("/v1/agents/me/keys").elements().getFirst();
        assertThat(Instant.parse(key.path("last_used_at").asString()))
                .isAfter(Instant.now().minus(Duration.ofMinutes(10)));
        assertThat(key.path("last_used_ip").asString()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
    }

    /** As another replica would: nothing is announced in this process. */
    @Test
    void whatIsRevokedElsewhereEndsHere() throws Exception {
        TestAccount agent = server.newAgent();
        agent.api().get("/v1/agents/me").hasStatus(200);
        var poll = agent.api().getAsync("/v1/messages/pending?timeout=60");
        assertThat(change(agent.credential(), "revoked_at = now()")).isEqualTo(1);

        poll.get(15, TimeUnit.SECONDS).isProblem(401, "unauthorized");
        agent.api().get("/v1/agents/me").isProblem(401, "unauthorized");
    }

    @Test
    void aNewNameIsKnownAtOnce() {
        TestAccount agent = server.newAgent();
        assertThat(authenticator.authenticate(agent.credential()).orElseThrow().displayName())
                .isEqualTo(agent.name());
        String name = Server.uniqueName("renamed");
        agent.api().patch("/v1/agents/me", Server.json("display_name", name)).hasStatus(200);
        assertThat(authenticator.authenticate(agent.credential()).orElseThrow().displayName())
                .isEqualTo(name);
    }
}
