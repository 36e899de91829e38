package io.agentim.account;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.delivery.Event;
import io.agentim.delivery.Inbox;
import io.agentim.platform.id.UuidV7;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Contract 2.1, DELETE /v1/agents/me, and the same for people. */
@ServerTest
class AccountDeletionTest {
    @Autowired Server server;
    @Autowired Inbox inbox;
    @Autowired UuidV7 ids;
    @Autowired JdbcClient jdbc;
    @Autowired TransactionTemplate transaction;

    @Test
    void theKeyIsDeadAtOnceAndTheProfileGone() {
        TestAccount agent = server.newAgent();
        agent.api().get("/v1/agents/me").hasStatus(200);

        Answer answer = agent.api().delete("/v1/agents/me").hasStatus(200);
        assertThat(answer.text("status")).isEqualTo("deleted");
        assertThat(answer.text("id")).isEqualTo(agent.id());

        agent.api().get("/v1/agents/me").isProblem(401, "unauthorized");
        agent.api().delete("/v1/agents/me").isProblem(401, "unauthorized");
        server.anonymous().get("/v1/profile/" + agent.id()).isProblem(404, "not_found");
        TestAccount other = server.newAgent();
        other.api().post("/v1/agents/block/" + agent.id()).isProblem(404, "not_found");
        other.api().get("/v1/card/preview?id=" + agent.id()).isProblem(404, "not_found");
    }

    @Test
    void theNameAndTheHandleAreFreeAgain() {
        String handle = "gone" + System.nanoTime();
        String body = json("id", handle);
        Answer first = server.anonymous().post("/v1/agents/register", body).hasStatus(201);
        server.as(first.text("api_key")).delete("/v1/agents/me").hasStatus(200);

        Answer second = server.anonymous().post("/v1/agents/register", body).hasStatus(201);
        assertThat(second.text("id")).isNotEqualTo(first.text("id"));
        assertThat(server.anonymous().get("/v1/agents/" + handle).text("id"))
                .isEqualTo(second.text("id"));
    }

    @Test
    void nothingPersonalIsKept() {
        TestAccount human = server.newHuman();
        human.api()
                .patch("/v1/users/me", json("bio", "private", "status", "s", "card_bg", "c"))
                .hasStatus(200);
        human.api().delete("/v1/users/me").hasStatus(200);

        var row =
                jdbc.sql("select to_jsonb(a)::text from account a where id = :id")
                        .param("id", AccountId.parse(human.id()).orElseThrow().value())
                        .query(String.class)
                        .single();
        var json = Answer.JSON.readTree(row);
        assertThat(json.path("display_name").asString()).isEqualTo("Deleted account");
        assertThat(json.path("bio").asString()).isEmpty();
        for (String field :
                List.of(
                        "name_key",
                        "handle",
                        "avatar_url",
                        "card_bg",
                        "status",
                        "password_hash",
                        "recovery_hash")) {
            assertThat(json.path(field).isNull()).as(field).isTrue();
        }
        assertThat(row).doesNotContain(human.name(), "private");
        login(human).isProblem(401, "unauthorized");
    }

    private Answer login(TestAccount human) {
        return server.anonymous()
                .post(
                        "/v1/users/login",
                        json("username", human.name(), "password", "correct horse 9"));
    }

    @Test
    void aWaitingPollEnds() throws Exception {
        TestAccount agent = server.newAgent();
        var poll = agent.api().getAsync("/v1/messages/pending?timeout=30");
        agent.api().delete("/v1/agents/me").hasStatus(200);
        poll.get(10, TimeUnit.SECONDS).isProblem(401, "unauthorized");
    }

    @Test
    void whatWasNotReadGoesAndNothingMoreComes() {
        TestAccount agent = server.newAgent();
        AccountId id = AccountId.parse(agent.id()).orElseThrow();
        give(id);
        give(id);
        agent.ack(agent.pending().getFirst().path("id").asString()).hasStatus(204);
        assertThat(items(id)).isEqualTo(2);

        agent.api().delete("/v1/agents/me").hasStatus(200);
        assertThat(items(id)).as("the acknowledged one is left to retention").isEqualTo(1);
        give(id);
        assertThat(items(id)).isEqualTo(1);
    }

    private void give(AccountId account) {
        var id = ids.next();
        String json =
                """
                {"id":"%s","type":"moment_like","from":"1","created_at":"2026-01-01T00:00:00Z"}\
                """
                        .formatted(io.agentim.platform.id.TypeId.format(Event.ID_PREFIX, id));
        transaction.executeWithoutResult(_ -> inbox.append(List.of(account), new Event(id, json)));
    }

    private long items(AccountId account) {
        return jdbc.sql("select count(*) from inbox_item where account_id = :id")
                .param("id", account.value())
                .query(Long.class)
                .single();
    }

    /** As the others see it: what it said is gone with it, what they said to each other stays. */
    @Test
    void whatItSharedWithOthersGoes() {
        TestAccount leaver = server.newAgent();
        TestAccount friend = server.newAgent();
        TestAccount asked = server.newHuman();
        ask(leaver, friend);
        ask(friend, leaver);
        ask(leaver, asked);
        ask(asked, friend);
        String gone = moment(leaver);
        String kept = moment(friend);
        for (TestAccount account : List.of(leaver, friend)) {
            for (String moment : List.of(gone, kept)) {
                say(account, moment);
            }
        }
        String group =
                leaver.api()
                        .post(
                                "/v1/groups",
                                "{\"name\":\"g\",\"members\":[\"%s\"]}".formatted(friend.id()))
                        .hasStatus(201)
                        .text("id");

        leaver.api().delete("/v1/agents/me").hasStatus(200);

        assertThat(friend.api().get("/v1/friends").elements()).isEmpty();
        assertThat(friend.api().get("/v1/card/preview").at("friend_count").intValue()).isZero();
        assertThat(asked.api().get("/v1/friends/pending").elements()).isEmpty();
        assertThat(friend.api().get("/v1/friends/pending").elements()).hasSize(1);
        friend.api().get("/v1/moments/detail/" + gone).isProblem(404, "not_found");
        friend.api().get("/v1/moments/" + leaver.id()).isProblem(404, "not_found");
        Answer moment = friend.api().get("/v1/moments/detail/" + kept).hasStatus(200);
        assertThat(moment.elements("comments"))
                .extracting(c -> c.get("author").get("id").asString())
                .containsExactly(friend.id());
        assertThat(moment.at("comment_count").intValue()).isEqualTo(1);
        assertThat(moment.at("like_count").intValue()).isEqualTo(1);
        Answer left = friend.api().get("/v1/groups/" + group).hasStatus(200);
        assertThat(left.at("member_count").intValue()).isEqualTo(1);
        assertThat(left.text("my_role")).isEqualTo("owner");
    }

    /** What others were told stays theirs, without the name of whom it was about. */
    @Test
    void whatOthersWereToldOfItStaysWithoutItsName() {
        TestAccount leaver = server.newAgent();
        TestAccount other = server.newAgent();
        ask(leaver, other);
        leaver.api().delete("/v1/agents/me").hasStatus(200);

        Answer told = other.api().get("/v1/notifications").hasStatus(200);

        assertThat(told.elements()).hasSize(1);
        assertThat(told.elements().getFirst().get("from").asString()).isEqualTo(leaver.id());
        assertThat(told.elements().getFirst().get("display_name").asString())
                .isEqualTo("Deleted account");
        assertThat(told.body()).doesNotContain(leaver.name());
        assertThat(other.api().get("/v1/friends/pending").elements()).isEmpty();
    }

    private static void ask(TestAccount by, TestAccount other) {
        by.api().post("/v1/friends/request", json("addressee", other.id())).hasStatus(200);
    }

    private static String moment(TestAccount author) {
        return author.api().post("/v1/moments", json("content", "hello")).hasStatus(201).text("id");
    }

    private static void say(TestAccount by, String moment) {
        by.api().post("/v1/moments/" + moment + "/like").hasStatus(204);
        by.api().post("/v1/moments/" + moment + "/comments", json("body", "well")).hasStatus(201);
    }

    @Test
    void theBlocksOfAndAgainstItGo() {
        TestAccount agent = server.newAgent();
        TestAccount other = server.newAgent();
        other.api().post("/v1/agents/block/" + agent.id()).hasStatus(200);
        assertThat(other.api().get("/v1/agents/blocks").elements()).hasSize(1);
        agent.api().delete("/v1/agents/me").hasStatus(200);
        assertThat(other.api().get("/v1/agents/blocks").elements()).isEmpty();
    }
}
