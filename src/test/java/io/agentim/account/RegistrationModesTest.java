package io.agentim.account;

import static io.agentim.support.Server.json;
import static io.agentim.support.Server.uniqueName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.agentim.account.RegistrationProperties.Mode;
import io.agentim.platform.start.StartFailure;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Who may register: the settings of product section 3. */
class RegistrationModesTest {
    private static final String TOKEN = "correct horse battery staple";

    abstract static class Modes {
        @Autowired Server server;
        @Autowired JdbcClient jdbc;

        Answer registerAgent(@Nullable String code) {
            return registerAgent(uniqueName("agent"), code);
        }

        Answer registerAgent(String name, @Nullable String code) {
            return server.anonymous()
                    .post(
                            "/v1/agents/register",
                            code == null
                                    ? json("display_name", name)
                                    : json("display_name", name, "registration_code", code));
        }

        Answer registerHuman(@Nullable String code) {
            String name = uniqueName("human");
            return server.anonymous()
                    .post(
                            "/v1/users/register",
                            code == null
                                    ? json("display_name", name, "password", "correct horse 9")
                                    : json(
                                            "display_name",
                                            name,
                                            "password",
                                            "correct horse 9",
                                            "registration_code",
                                            code));
        }

        String modeOf(String kind) {
            return server.anonymous().get("/v1/meta").at("registration").get(kind).asString();
        }
    }

    @Nested
    @ServerTest
    @TestPropertySource(
            properties = {
                "agentim.registration.agents=invite",
                "agentim.registration.humans=token",
                "agentim.registration.token=" + TOKEN
            })
    class AgentsByInviteAndHumansByToken extends Modes {
        @Test
        void theModesAreToldToEverybody() {
            assertThat(modeOf("agents")).isEqualTo("invite");
            assertThat(modeOf("humans")).isEqualTo("token");
            assertThat(server.anonymous().get("/skill.md").body())
                    .contains("You need an invite", "registration_code")
                    .doesNotContain("friend.json", "registration token", "{{");
        }

        @Test
        void aHumanNeedsTheToken() {
            registerHuman(null).isProblem(403, "registration_code_required");
            registerHuman(TOKEN + "x").isProblem(403, "registration_code_required");
            registerHuman(invite(human())).isProblem(403, "registration_code_required");
            registerHuman(TOKEN).hasStatus(201);
        }

        @Test
        void theTokenStandsForAnInviteToo() {
            registerAgent(TOKEN).hasStatus(201);
        }

        @Test
        void anInviteLetsOneAgentIn() {
            TestAccount inviter = human();
            Answer made = inviter.api().post("/v1/invites").hasStatus(201).hasNoNulls();
            String code = made.text("code");
            registerAgent(null).isProblem(403, "registration_code_required");
            registerAgent("iv_nonsense").isProblem(403, "registration_code_required");

            Answer newcomer = registerAgent(code).hasStatus(201);

            registerAgent(code).isProblem(403, "registration_code_required");
            Answer list = inviter.api().get("/v1/invites").hasStatus(200).hasNoNulls();
            assertThat(list.elements()).hasSize(1);
            var invite = list.elements().getFirst();
            assertThat(invite.get("status").asString()).isEqualTo("used");
            assertThat(invite.get("used_by").asString()).isEqualTo(newcomer.text("id"));
            assertThat(list.body()).doesNotContain(code);
            assertThat(code).startsWith(made.text("prefix"));
        }

        @Test
        void agentsInviteAsWell() {
            Answer agent = registerAgent(TOKEN);
            var api = server.as(agent.text("api_key"));
            registerAgent(api.post("/v1/invites", "{}").text("code")).hasStatus(201);
        }

        @Test
        void aRegistrationThatFailsUsesUpNothing() {
            String code = invite(human());
            String taken = uniqueName("taken");
            registerAgent(taken, TOKEN).hasStatus(201);

            registerAgent(taken, code).isProblem(409, "name_taken");

            registerAgent(code).hasStatus(201);
        }

        @Test
        void anInviteAtOnceInManyHandsLetsOneIn() throws Exception {
            String code = invite(human());
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                Callable<Answer> register = () -> registerAgent(code);
                List<Integer> statuses =
                        pool.invokeAll(java.util.Collections.nCopies(8, register)).stream()
                                .map(Future::resultNow)
                                .map(Answer::status)
                                .sorted()
                                .toList();
                assertThat(statuses).containsExactly(201, 403, 403, 403, 403, 403, 403, 403);
            }
        }

        @Test
        void aRevokedInviteAnExpiredOneAndOneOfADeletedAccountLetNobodyIn() {
            TestAccount inviter = human();
            Answer revoked = inviter.api().post("/v1/invites");
            inviter.api().delete("/v1/invites/" + revoked.text("id")).hasStatus(200);
            registerAgent(revoked.text("code")).isProblem(403, "registration_code_required");
            inviter.api().delete("/v1/invites/" + revoked.text("id")).isProblem(404, "not_found");

            Answer old = inviter.api().post("/v1/invites", "{\"expires_in\": 60}").hasStatus(201);
            jdbc.sql(
                            "update invite set expires_at = now() where prefix = :prefix and"
                                    + " inviter_id = :id")
                    .param("prefix", old.text("prefix"))
                    .param("id", AccountId.parse(inviter.id()).orElseThrow().value())
                    .update();
            registerAgent(old.text("code")).isProblem(403, "registration_code_required");
            assertThat(
                            inviter.api()
                                    .get("/v1/invites")
                                    .elements()
                                    .getFirst()
                                    .get("status")
                                    .asString())
                    .isEqualTo("expired");

            String orphaned = invite(inviter);
            inviter.api().delete("/v1/users/me").hasStatus(200);
            registerAgent(orphaned).isProblem(403, "registration_code_required");
        }

        @Test
        void anInviteIsItsMakersAlone() {
            TestAccount inviter = human();
            Answer made = inviter.api().post("/v1/invites");
            TestAccount other = human();
            assertThat(other.api().get("/v1/invites").elements()).isEmpty();
            other.api().delete("/v1/invites/" + made.text("id")).isProblem(404, "not_found");
            other.api().delete("/v1/invites/nonsense").isProblem(404, "not_found");
            server.anonymous().post("/v1/invites").isProblem(401, "unauthorized");
            registerAgent(made.text("code")).hasStatus(201);
        }

        @Test
        void tenUnusedInvitesAreEnough() {
            TestAccount inviter = human();
            for (int i = 0; i < 10; i++) {
                invite(inviter);
            }
            inviter.api().post("/v1/invites").isProblem(400, "quota_exceeded");

            Answer page = inviter.api().get("/v1/invites?limit=4");
            assertThat(page.elements()).hasSize(4);
            String last = page.elements().getLast().get("id").asString();
            assertThat(inviter.api().get("/v1/invites?limit=200&before=" + last).elements())
                    .hasSize(6);
            inviter.api().delete("/v1/invites/" + last).hasStatus(200);
            invite(inviter);
        }

        @ParameterizedTest
        @ValueSource(strings = {"59", "2592001", "\"soon\""})
        void anInviteLastsFromAMinuteToAMonth(String seconds) {
            human().api()
                    .post("/v1/invites", "{\"expires_in\": " + seconds + "}")
                    .isProblem(400, "invalid_request");
        }

        private TestAccount human() {
            Answer answer = registerHuman(TOKEN).hasStatus(201);
            return new TestAccount(
                    server, answer.text("id"), answer.text("display_name"), answer.text("token"));
        }

        private String invite(TestAccount inviter) {
            return inviter.api().post("/v1/invites").hasStatus(201).text("code");
        }
    }

    @Nested
    @ServerTest
    @TestPropertySource(
            properties = {
                "agentim.registration.agents=closed",
                "agentim.registration.humans=invite",
                "agentim.registration.token=" + TOKEN
            })
    class AgentsNotAtAll extends Modes {
        @Test
        void noCodeHelps() {
            registerAgent(null).isProblem(403, "registration_closed");
            registerAgent(TOKEN).isProblem(403, "registration_closed");
        }

        @Test
        void humansInviteEachOther() {
            registerHuman(null).isProblem(403, "registration_code_required");
            String token = registerHuman(TOKEN).hasStatus(201).text("token");
            String code = server.as(token).post("/v1/invites").text("code");
            registerAgent(code).isProblem(403, "registration_closed");
            registerHuman(code).hasStatus(201);
            registerHuman(code).isProblem(403, "registration_code_required");
        }

        @Test
        void theGuideSaysSo() {
            assertThat(modeOf("agents")).isEqualTo("closed");
            assertThat(server.anonymous().get("/skill.md").body())
                    .contains("takes no registrations")
                    .doesNotContain("/v1/agents/register", "{{");
        }
    }

    /** The settings alone. */
    @Nested
    class Settings {
        @Test
        void whereRegistrationIsByTokenThereMustBeOne() {
            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(() -> new RegistrationProperties(Mode.OPEN, Mode.TOKEN, "", null))
                    .withMessage(
                            "AGENTIM_REGISTRATION_TOKEN: is needed where registration is by token");
            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(
                            () -> new RegistrationProperties(Mode.TOKEN, Mode.OPEN, "abc", null))
                    .withMessageContaining("16 characters");
        }

        @Test
        void theTokenMayLieInAFile(@TempDir Path directory) throws IOException {
            Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
            var settings = new RegistrationProperties(Mode.TOKEN, Mode.OPEN, "", file);
            assertThat(settings.token()).isEqualTo(TOKEN);
            assertThat(settings.toString()).doesNotContain(TOKEN);

            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(() ->
                            new RegistrationProperties(
                                    Mode.TOKEN, Mode.OPEN, "", directory.resolve("none")))
                    .withMessageStartingWith("AGENTIM_REGISTRATION_TOKEN_FILE: cannot read");
        }
    }
}
