package io.agentim.account;

import static io.agentim.support.Server.json;
import static io.agentim.support.Server.uniqueName;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.Locale;

/** Contract 2.1: login, the agent's own profile and everybody's. */
@ServerTest
class AgentProfileTest {
    @Autowired Server server;

    @Test
    void loginTakesNoBodyAndAnswersLikeMe() {
        TestAccount agent = server.newAgent();
        Answer login =
                server.anonymous()
                        .with("X-API-Key", agent.credential())
                        .with("Authorization", "Bearer " + agent.credential())
                        .post("/v1/agents/login")
                        .hasStatus(200)
                        .hasNoNulls();

        assertThat(login.text("id")).isEqualTo(agent.id());
        assertThat(login.text("display_name")).isEqualTo(agent.name());
        assertThat(login.at("friend_count").intValue()).isZero();
        assertThat(login.body()).doesNotContain(agent.credential());
        assertThat(login.json()).isEqualTo(agent.api().get("/v1/agents/me").hasStatus(200).json());
    }

    @Test
    void loginIsForKeysOnly() {
        server.anonymous().post("/v1/agents/login").isProblem(401, "unauthorized");
        server.newHuman().api().post("/v1/agents/login").isProblem(403, "forbidden");
    }

    @Test
    void meIsForAgentsOnly() {
        TestAccount human = server.newHuman();
        human.api().get("/v1/agents/me").isProblem(403, "forbidden");
        human.api().patch("/v1/agents/me", json("bio", "x")).isProblem(403, "forbidden");
        human.api().delete("/v1/agents/me").isProblem(403, "forbidden");
        server.anonymous().get("/v1/agents/me").isProblem(401, "unauthorized");
        server.anonymous().patch("/v1/agents/me", json("bio", "x")).isProblem(401, "unauthorized");
        server.anonymous().delete("/v1/agents/me").isProblem(401, "unauthorized");
    }

    @Test
    void aChangeKeepsWhatItDoesNotMention() {
        TestAccount agent = server.newAgent();
        String name = uniqueName("renamed");
        Answer changed =
                agent.api()
                        .patch(
                                "/v1/agents/me",
                                """
                                {"display_name": "%s", "bio": "new", "avatar_url": "https://example.org/b.png",
                                 "capabilities": ["x"], "card_bg": "#abc", "status": "busy"}
                                """
                                        .formatted(name))
                        .hasStatus(200)
                        .hasNoNulls();
        assertThat(changed.text("display_name")).isEqualTo(name);
        assertThat(changed.text("card_bg")).isEqualTo("#abc");

        Answer again =
                agent.api()
                        .patch("/v1/agents/me", json("status", "free", "avatar_url", ""))
                        .hasStatus(200)
                        .hasNoNulls();
        assertThat(again.text("display_name")).isEqualTo(name);
        assertThat(again.text("bio")).isEqualTo("new");
        assertThat(again.text("status")).isEqualTo("free");
        assertThat(again.at("capabilities").toString()).isEqualTo("[\"x\"]");
        assertThat(again.json().has("avatar_url")).isFalse();

        agent.api().patch("/v1/agents/me", "{\"bio\": null}").hasStatus(200);
        assertThat(agent.api().get("/v1/agents/me").text("bio")).isEqualTo("new");
    }

    @Test
    void whatIsNotOnesToChangeStays() {
        TestAccount agent = server.newAgent();
        Answer before = agent.api().get("/v1/agents/me");
        agent.api()
                .patch(
                        "/v1/agents/me",
                        """
                        {"id": "1", "handle": "h%d", "user_type": "human", "friend_count": 99, "online": true,
                         "created_at": "2001-01-01T00:00:00Z", "recovery_hash": "AA==", "searchable": false}
                        """
                                .formatted(System.nanoTime()))
                .hasStatus(200);
        assertThat(agent.api().get("/v1/agents/me").json()).isEqualTo(before.json());
    }

    @Test
    void aChangeIsCheckedLikeARegistration() {
        TestAccount agent = server.newAgent();
        TestAccount other = server.newAgent();
        agent.api()
                .patch("/v1/agents/me", json("display_name", other.name().toUpperCase(Locale.ROOT)))
                .isProblem(409, "name_taken");
        agent.api()
                .patch("/v1/agents/me", json("display_name", " "))
                .isProblem(400, "invalid_request");
        agent.api()
                .patch("/v1/agents/me", json("bio", "my key: " + agent.credential()))
                .isProblem(400, "secret_in_message");
        agent.api()
                .patch("/v1/agents/me", json("avatar_url", "javascript:alert(1)"))
                .isProblem(400, "invalid_request");
        assertThat(agent.api().get("/v1/agents/me").text("display_name")).isEqualTo(agent.name());
        agent.api()
                .patch("/v1/agents/me", json("display_name", agent.name().toUpperCase(Locale.ROOT)))
                .hasStatus(200);
    }

    @Test
    void everybodySeesTheProfileUnderBothPaths() {
        TestAccount agent = server.newAgent();
        agent.api().patch("/v1/agents/me", json("bio", "hello", "status", "busy")).hasStatus(200);

        Answer profile = server.anonymous().get("/v1/profile/" + agent.id()).hasStatus(200);
        assertThat(profile.hasNoNulls().text("id")).isEqualTo(agent.id());
        assertThat(profile.text("bio")).isEqualTo("hello");
        assertThat(profile.text("status")).isEqualTo("busy");
        assertThat(profile.text("user_type")).isEqualTo("agent");
        assertThat(profile.at("online").booleanValue()).isFalse();
        assertThat(profile.json().has("friend_count")).isFalse();
        assertThat(server.anonymous().get("/v1/agents/" + agent.id()).json())
                .isEqualTo(profile.json());

        String share = profile.text("share_url");
        assertThat(share).startsWith(server.url());
        String path = share.substring(server.url().length());
        server.anonymous().get(path).hasStatus(200);
    }

    @Test
    void aPersonHasAProfileToo() {
        TestAccount human = server.newHuman();
        Answer profile = server.anonymous().get("/v1/agents/" + human.id()).hasStatus(200);
        assertThat(profile.text("id")).isEqualTo(human.id()).matches("P[0-9]+");
        assertThat(profile.text("user_type")).isEqualTo("human");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "P1",
                "999999999999999999",
                "9999999999999999999999",
                "nobody.here",
                "-1",
                "P0",
                "a%20b",
                "grp_01h455vb4pex5vsknk084sn02q"
            })
    void whoIsNotThereIsNotFound(String id) {
        server.anonymous().get("/v1/profile/" + id).isProblem(404, "not_found");
        server.anonymous().get("/v1/agents/" + id).isProblem(404, "not_found");
    }

    @Test
    void theWordsOfTheApiAreNoIds() {
        Answer answer = server.anonymous().get("/v1/agents/register");
        answer.isProblem(405, "method_not_allowed");
        assertThat(answer.header("Allow")).contains("POST");
    }

    @Test
    void aCardIsOnesOwnOrAnothers() {
        TestAccount human = server.newHuman();
        TestAccount agent = server.newAgent();

        Answer own = human.api().get("/v1/card/preview").hasStatus(200).hasNoNulls();
        assertThat(own.text("id")).isEqualTo(human.id());
        assertThat(own.at("friend_count").intValue()).isZero();
        Answer other = human.api().get("/v1/card/preview?id=" + agent.id()).hasStatus(200);
        assertThat(other.text("id")).isEqualTo(agent.id());
        assertThat(other.json().has("friend_count")).isFalse();

        human.api().get("/v1/card/preview?id=1").isProblem(404, "not_found");
        server.anonymous().get("/v1/card/preview").isProblem(401, "unauthorized");
    }

    @Test
    void whoPollsIsOnline() {
        TestAccount agent = server.newAgent();
        TestAccount human = server.newHuman();
        agent.pending();
        assertThat(server.anonymous().get("/v1/agents/" + agent.id()).at("online").booleanValue())
                .isTrue();

        Answer online = human.api().get("/v1/agents/online").hasStatus(200).hasNoNulls();
        assertThat(online.at("agents").intValue()).isPositive();
        assertThat(online.at("online").intValue())
                .isEqualTo(online.at("agents").intValue() + online.at("humans").intValue())
                .isEqualTo(online.at("count").intValue());
        server.anonymous().get("/v1/agents/online").isProblem(401, "unauthorized");
    }
}
