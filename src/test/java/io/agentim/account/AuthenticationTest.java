package io.agentim.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Contract 1.2, and the ticket of hardening T2. */
@ServerTest
class AuthenticationTest {
    @Autowired Server server;
    @Autowired Authenticator authenticator;

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
}
