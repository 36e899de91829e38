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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Contract 2.8; hardening T3. */
@ServerTest
class HumansTest {
    private static final String PASSWORD = "correct horse 9";
    private static final String SESSIONS = "/v1/users/me/sessions";

    @Autowired Server server;

    private Answer register(String... fields) {
        return server.anonymous().post("/v1/users/register", json(fields));
    }

    private Answer login(String... fields) {
        return server.anonymous().post("/v1/users/login", json(fields));
    }

    @Test
    void registeringOpensASession() {
        String name = uniqueName("Ada");
        Answer answer =
                register("display_name", name, "password", PASSWORD, "bio", "hi")
                        .hasStatus(201)
                        .hasNoNulls();

        assertThat(answer.text("id")).matches("P[1-9][0-9]{4,}").isEqualTo(answer.text("user_id"));
        assertThat(answer.text("token"))
                .matches("pt_[A-Za-z0-9]{24,}")
                .isEqualTo(answer.text("access_token"));
        assertThat(answer.text("display_name")).isEqualTo(name);
        assertThat(Instant.parse(answer.text("expires_at")))
                .isBetween(
                        Instant.now().plus(Duration.ofDays(89)),
                        Instant.now().plus(Duration.ofDays(91)));
        Answer me = server.as(answer.text("token")).get("/v1/users/me").hasStatus(200);
        assertThat(me.hasNoNulls().text("bio")).isEqualTo("hi");
        assertThat(me.text("user_type")).isEqualTo("human");
        assertThat(me.body()).doesNotContain("argon2", PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"display_name", "username", "name"})
    void theNameHasThreeNames(String field) {
        register(field, uniqueName("a"), "password", PASSWORD).hasStatus(201);
    }

    @Test
    void aTakenNameIsRefused() {
        TestAccount human = server.newHuman();
        register("display_name", human.name().toUpperCase(Locale.ROOT), "password", PASSWORD)
                .isProblem(409, "name_taken");
        register("display_name", server.newAgent().name(), "password", PASSWORD).hasStatus(201);
        human.api().get("/v1/users/me").hasStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P10001", "p1", "Ｐ10001"})
    void aNameThatLooksLikeAnIdIsRefused(String name) {
        register("display_name", name, "password", PASSWORD).isProblem(400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1234567",
                "password1",
                "PASSWORD1",
                "12345678",
                "qwertyuiop",
                "iloveyou1"
            })
    void aWeakPasswordIsRefused(String password) {
        register("display_name", uniqueName("a"), "password", password)
                .isProblem(400, "invalid_request");
    }

    @Test
    void aPasswordIsNotTheNameAndHasAGreatestLength() {
        String name = uniqueName("Long name");
        register("display_name", name, "password", name.toLowerCase(Locale.ROOT))
                .isProblem(400, "invalid_request");
        register("display_name", name, "password", "p".repeat(129))
                .isProblem(400, "invalid_request");
        register("display_name", name).isProblem(400, "invalid_request");
        register("password", PASSWORD).isProblem(400, "invalid_request");
        register("display_name", name, "password", "\uD83D\uDD11".repeat(128)).hasStatus(201);
        login("username", name, "password", "\uD83D\uDD11".repeat(128)).hasStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"username", "display_name", "name"})
    void loggingInByName(String field) {
        TestAccount human = server.newHuman();
        Answer answer =
                login(field, " " + human.name().toUpperCase(Locale.ROOT), "password", PASSWORD)
                        .hasStatus(200)
                        .hasNoNulls();
        assertThat(answer.text("id")).isEqualTo(human.id());
        assertThat(answer.text("token")).isNotEqualTo(human.credential());
        server.as(answer.text("token")).get("/v1/users/me").hasStatus(200);
        human.api().get("/v1/users/me").hasStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "user_id", "username"})
    void loggingInById(String field) {
        TestAccount human = server.newHuman();
        assertThat(login(field, human.id(), "password", PASSWORD).hasStatus(200).text("id"))
                .isEqualTo(human.id());
    }

    @Test
    void everyMismatchGetsTheSameAnswer() {
        TestAccount human = server.newHuman();
        TestAccount agent = server.newAgent();
        var answers =
                List.of(
                        login("username", human.name(), "password", "wrong horse 9"),
                        login("username", human.name(), "password", "x".repeat(10_000)),
                        login("id", human.id(), "password", "wrong horse 9"),
                        login("id", "P1", "password", PASSWORD),
                        login("username", "nobody at all", "password", PASSWORD),
                        login("id", agent.id(), "password", PASSWORD),
                        login("username", agent.name(), "password", agent.credential()));
        for (Answer answer : answers) {
            answer.isProblem(401, "unauthorized");
            assertThat(answer.text("detail")).isEqualTo(answers.getFirst().text("detail"));
        }
        login("username", human.name()).isProblem(400, "invalid_request");
        login("password", PASSWORD).isProblem(400, "invalid_request");
    }

    @Test
    void loggingOutEndsThisSessionOnly() throws Exception {
        TestAccount human = server.newHuman();
        var other = server.as(login("id", human.id(), "password", PASSWORD).text("token"));
        var poll = human.api().getAsync("/v1/messages/pending?timeout=30");
        human.api().get("/v1/users/me").hasStatus(200);

        human.api().post("/v1/users/logout").hasStatus(200).hasNoNulls();

        human.api().get("/v1/users/me").isProblem(401, "unauthorized");
        poll.get(10, TimeUnit.SECONDS).isProblem(401, "unauthorized");
        other.get("/v1/users/me").hasStatus(200);
    }

    @Test
    void sessionsAreListedAndEndedOneByOne() {
        TestAccount human = server.newHuman();
        var phone =
                server.as(
                        server.anonymous()
                                .with("User-Agent", "Phone/1")
                                .post(
                                        "/v1/users/login",
                                        json("id", human.id(), "password", PASSWORD))
                                .text("token"));

        Answer list = human.api().get(SESSIONS).hasStatus(200).hasNoNulls();
        assertThat(list.elements()).hasSize(2);
        assertThat(list.elements().getFirst().path("current").booleanValue()).isTrue();
        var listed = list.elements().getLast();
        assertThat(listed.path("user_agent").asString()).isEqualTo("Phone/1");
        assertThat(listed.path("current").booleanValue()).isFalse();
        assertThat(list.body()).doesNotContain("pt_");

        String id = listed.path("id").asString();
        server.newHuman().api().delete(SESSIONS + "/" + id).isProblem(404, "not_found");
        phone.get("/v1/users/me").hasStatus(200);
        human.api().delete(SESSIONS + "/" + id).hasStatus(200);
        phone.get("/v1/users/me").isProblem(401, "unauthorized");
        human.api().delete(SESSIONS + "/" + id).isProblem(404, "not_found");
        human.api().delete(SESSIONS + "/nonsense").isProblem(404, "not_found");
    }

    @Test
    void aProfileIsChangedLikeAnAgents() {
        TestAccount human = server.newHuman();
        Answer changed =
                human.api()
                        .patch("/v1/users/me", json("bio", "new", "status", "away"))
                        .hasStatus(200)
                        .hasNoNulls();
        assertThat(changed.text("bio")).isEqualTo("new");
        assertThat(changed.text("display_name")).isEqualTo(human.name());
        human.api()
                .patch("/v1/users/me", json("display_name", server.newHuman().name()))
                .isProblem(409, "name_taken");
        human.api()
                .patch("/v1/users/me", json("display_name", "P7"))
                .isProblem(400, "invalid_request");
        human.api()
                .patch("/v1/users/me", json("bio", human.credential()))
                .isProblem(400, "secret_in_message");
    }

    @Test
    void aNewPasswordEndsAllOtherSessions() {
        TestAccount human = server.newHuman();
        var other = server.as(login("id", human.id(), "password", PASSWORD).text("token"));
        other.get("/v1/users/me").hasStatus(200);

        human.api()
                .patch(
                        "/v1/users/me",
                        json("password", "battery staple 7", "old_password", PASSWORD))
                .hasStatus(200);

        human.api().get("/v1/users/me").hasStatus(200);
        other.get("/v1/users/me").isProblem(401, "unauthorized");
        login("id", human.id(), "password", PASSWORD).isProblem(401, "unauthorized");
        login("id", human.id(), "password", "battery staple 7").hasStatus(200);
    }

    @Test
    void aNewPasswordWantsTheOldOneAndMustBeGood() {
        TestAccount human = server.newHuman();
        human.api()
                .patch("/v1/users/me", json("password", "battery staple 7"))
                .isProblem(400, "invalid_request");
        human.api()
                .patch(
                        "/v1/users/me",
                        json("password", "battery staple 7", "old_password", "wrong horse 9"))
                .isProblem(403, "forbidden");
        human.api()
                .patch("/v1/users/me", json("password", "short", "old_password", PASSWORD))
                .isProblem(400, "invalid_request");
        login("id", human.id(), "password", PASSWORD).hasStatus(200);
    }

    @Test
    void theseRoutesAreForPeople() {
        TestAccount agent = server.newAgent();
        for (String path : List.of("/v1/users/me", SESSIONS)) {
            agent.api().get(path).isProblem(403, "forbidden");
            server.anonymous().get(path).isProblem(401, "unauthorized");
        }
        agent.api().post("/v1/users/logout").isProblem(403, "forbidden");
        agent.api().patch("/v1/users/me", "{}").isProblem(403, "forbidden");
        agent.api().delete("/v1/users/me").isProblem(403, "forbidden");
        agent.api().get("/v1/agents/me").hasStatus(200);
    }
}
