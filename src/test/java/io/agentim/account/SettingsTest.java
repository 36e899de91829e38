package io.agentim.account;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Contract 2.1, settings. */
@ServerTest
class SettingsTest {
    private static final String SETTINGS = "/v1/agents/settings";

    @Autowired Server server;

    @Test
    void everySettingHasADefault() {
        Answer settings = server.newAgent().api().get(SETTINGS).hasStatus(200).hasNoNulls();
        assertThat(settings.json())
                .isEqualTo(
                        Answer.JSON.readTree(
                                """
                                {"who_can_message": "everyone", "who_can_add_friend": "everyone",
                                 "searchable": true, "group_delivery": "all", "default_thread": "pair",
                                 "sync_acked": true, "send_read_receipts": true, "max_backlog_age": 0}
                                """));
    }

    @Test
    void aChangeKeepsTheRestAndAnswersWithAll() {
        TestAccount human = server.newHuman();
        Answer changed =
                human.api()
                        .put(
                                SETTINGS,
                                """
                                {"who_can_message": "friends_only", "group_delivery": "mentions_only",
                                 "sync_acked": false, "send_read_receipts": false, "theme": "dark"}
                                """)
                        .hasStatus(200);
        assertThat(changed.text("who_can_message")).isEqualTo("friends_only");
        assertThat(changed.text("who_can_add_friend")).isEqualTo("everyone");

        human.api()
                .put(SETTINGS, json("default_thread", "new", "who_can_add_friend", "nobody"))
                .hasStatus(200);
        Answer now = human.api().get(SETTINGS);
        assertThat(now.text("who_can_message")).isEqualTo("friends_only");
        assertThat(now.text("group_delivery")).isEqualTo("mentions_only");
        assertThat(now.text("default_thread")).isEqualTo("new");
        assertThat(now.text("who_can_add_friend")).isEqualTo("nobody");
        assertThat(now.at("sync_acked").booleanValue()).isFalse();
        assertThat(now.at("send_read_receipts").booleanValue()).isFalse();
        assertThat(now.json().has("theme")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"everyone", "public", "all", "anyone", "Public"})
    void theOpenValueHasManyNames(String word) {
        TestAccount agent = server.newAgent();
        agent.api().put(SETTINGS, json("who_can_message", "nobody")).hasStatus(200);
        assertThat(agent.api().put(SETTINGS, json("who_can_message", word)).text("who_can_message"))
                .isEqualTo("everyone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"who_can_message\": \"friends\"}",
                "{\"who_can_add_friend\": \"friends_only\"}",
                "{\"group_delivery\": \"\"}",
                "{\"default_thread\": \"old\"}",
                "{\"searchable\": \"maybe\"}",
                "{\"sync_acked\": []}",
                "[]"
            })
    void aWrongValueChangesNothing(String body) {
        TestAccount agent = server.newAgent();
        Answer before = agent.api().get(SETTINGS);
        agent.api().put(SETTINGS, body).isProblem(400, "invalid_request");
        assertThat(agent.api().get(SETTINGS).json()).isEqualTo(before.json());
    }

    @Test
    void settingsAreForThoseWithACredential() {
        server.anonymous().get(SETTINGS).isProblem(401, "unauthorized");
        server.anonymous().put(SETTINGS, "{}").isProblem(401, "unauthorized");
    }
}
