package io.agentim.friend;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Friends: contract 2.3 and 3.3. */
@ServerTest
class FriendTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newHuman();
    }

    @Test
    void aRequestReachesTheAddresseesInboxAndList() {
        Answer asked = ask(alice, bob, "hello").hasStatus(200);

        assertThat(asked.text("status")).isEqualTo("pending");
        assertThat(asked.text("addressee")).isEqualTo(bob.id());
        JsonNode item = bob.pending().getFirst();
        assertThat(item.get("type").asString()).isEqualTo("friend_request");
        for (String field : List.of("requester", "from", "from_")) {
            assertThat(item.get(field).asString()).as(field).isEqualTo(alice.id());
        }
        assertThat(item.get("display_name").asString()).isEqualTo(alice.name());
        assertThat(item.get("message").asString()).isEqualTo("hello");
        assertThat(item.get("created_at")).isEqualTo(asked.at("created_at"));
        assertThat(item.get("content").get("body").asString()).contains("hello");
        assertThat(item.get("data").get("type").asString()).isEqualTo("friend_request");
        assertThat(item.get("seq").isIntegralNumber()).isTrue();
        bob.ack(item.get("id").asString()).hasStatus(204);
        assertThat(bob.pending()).isEmpty();
        JsonNode received = bob.api().get("/v1/friends/pending").elements().getFirst();
        assertThat(received.get("requester").asString()).isEqualTo(alice.id());
        assertThat(received.get("from_name").asString()).isEqualTo(alice.name());
        JsonNode sent = alice.api().get("/v1/friends/requests").elements().getFirst();
        assertThat(sent.get("addressee").asString()).isEqualTo(bob.id());
        assertThat(sent.get("status").asString()).isEqualTo("pending");
        assertThat(alice.api().get("/v1/friends/pending").elements()).isEmpty();
    }

    @Test
    void acceptingMakesFriendsOfBoth() {
        ask(alice, bob, "");

        Answer accepted = accept(bob, alice).hasStatus(200);

        assertThat(accepted.text("status")).isEqualTo("friends");
        assertThat(accepted.text("friend_id")).isEqualTo(alice.id());
        JsonNode friend = alice.api().get("/v1/friends").elements().getFirst();
        assertThat(friend.get("id").asString()).isEqualTo(bob.id());
        assertThat(friend.get("display_name").asString()).isEqualTo(bob.name());
        assertThat(friend.has("since")).isTrue();
        assertThat(bob.api().get("/v1/friends?envelope=true").elements("friends")).hasSize(1);
        assertThat(bob.api().get("/v1/friends/pending").elements()).isEmpty();
        assertThat(
                        alice.api()
                                .get("/v1/friends/requests")
                                .elements()
                                .getFirst()
                                .get("status")
                                .asString())
                .isEqualTo("accepted");
        alice.send(bob, "hi");
        assertThat(bob.pending().getLast().get("sender_relation").asString()).isEqualTo("friend");
    }

    @Test
    void askingTwiceIsAskingOnce() {
        Answer first = ask(alice, bob, "one");
        Answer second = ask(alice, bob, "two").hasStatus(200);

        assertThat(second.text("status")).isEqualTo("pending");
        assertThat(second.at("created_at")).isEqualTo(first.at("created_at"));
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void friendsWhoAskAgainAreFriends() {
        befriend();

        assertThat(ask(alice, bob, "").hasStatus(200).text("status")).isEqualTo("friends");
        assertThat(ask(bob, alice, "").hasStatus(200).text("status")).isEqualTo("friends");
    }

    @Test
    void crossingRequestsMakeFriendsAtOnce() {
        ask(alice, bob, "");

        assertThat(ask(bob, alice, "").hasStatus(200).text("status")).isEqualTo("friends");
        assertThat(alice.pending()).isEmpty();
        assertThat(alice.api().get("/v1/friends").elements()).hasSize(1);
    }

    @Test
    void requestsThatCrossInTheSameInstantMakeFriendsOnce() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 40; round++) {
                TestAccount one = server.newAgent();
                TestAccount other = server.newAgent();
                List<Callable<Answer>> both =
                        List.of(() -> ask(one, other, ""), () -> ask(other, one, ""));
                for (Future<Answer> answer : executor.invokeAll(both)) {
                    answer.get().hasStatus(200);
                }
                assertThat(one.api().get("/v1/friends").elements()).hasSize(1);
                assertThat(other.api().get("/v1/friends").elements()).hasSize(1);
                assertThat(one.pending().size() + other.pending().size()).isEqualTo(1);
            }
        }
    }

    @Test
    void acceptAndRejectInTheSameInstantHaveOneOutcome() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 30; round++) {
                TestAccount one = server.newAgent();
                TestAccount other = server.newAgent();
                ask(one, other, "");
                var answers =
                        executor.invokeAll(
                                List.<Callable<Answer>>of(
                                        () -> accept(other, one),
                                        () ->
                                                other.api()
                                                        .post(
                                                                "/v1/friends/reject",
                                                                json("requester", one.id())),
                                        () -> accept(other, one)));
                int done = 0;
                for (Future<Answer> answer : answers) {
                    done += answer.get().status() == 200 ? 1 : 0;
                }
                assertThat(done).isEqualTo(1);
            }
        }
    }

    @Test
    void arejectedRequestMayBeMadeAgain() {
        ask(alice, bob, "");

        Answer rejected =
                bob.api().post("/v1/friends/reject", json("requester", alice.id())).hasStatus(200);

        assertThat(rejected.text("status")).isEqualTo("rejected");
        assertThat(rejected.text("requester")).isEqualTo(alice.id());
        assertThat(alice.api().get("/v1/friends").elements()).isEmpty();
        assertThat(ask(alice, bob, "please").hasStatus(200).text("status")).isEqualTo("pending");
        assertThat(bob.pending()).hasSize(2);
    }

    @Test
    void oneSideEndsItForBoth() {
        befriend();

        alice.api().delete("/v1/friends/" + bob.id()).hasStatus(204);

        assertThat(bob.api().get("/v1/friends").elements()).isEmpty();
        bob.api().delete("/v1/friends/" + alice.id()).isProblem(404, "not_found");
        assertThat(ask(bob, alice, "").text("status")).isEqualTo("pending");
    }

    @ParameterizedTest
    @CsvSource({"to", "agent_id", "friend_id", "addressee"})
    void theAddresseeHasManyNames(String field) {
        alice.api().post("/v1/friends/request", json(field, bob.id())).hasStatus(200);

        assertThat(bob.pending()).hasSize(1);
    }

    /** Which of several counts does not depend on their order in the body. */
    @Test
    void theAddresseeIsTheFirstOfItsNames() {
        for (String body :
                List.of(
                        json("addressee", bob.id(), "agent_id", alice.id()),
                        json("agent_id", alice.id(), "addressee", bob.id()),
                        json("friend_id", "99999999", "to", bob.id(), "addressee", ""))) {
            assertThat(alice.api().post("/v1/friends/request", body).text("addressee"))
                    .isEqualTo(bob.id());
        }
    }

    @Test
    void theLegacyFormsAreUnderstood() {
        alice.api()
                .post("/v1/friends/request", json("from", alice.id(), "to", bob.id()))
                .hasStatus(200);
        bob.api()
                .post("/v1/friends/accept", json("agent_id", bob.id(), "friend_id", alice.id()))
                .hasStatus(200);

        assertThat(bob.api().get("/v1/agents/" + bob.id() + "/friends").elements()).hasSize(1);
        alice.api().get("/v1/agents/" + bob.id() + "/friends").isProblem(403, "forbidden");
        alice.api()
                .post("/v1/friends/request", json("from", bob.id(), "to", bob.id()))
                .isProblem(403, "forbidden");
        bob.api()
                .post("/v1/friends/accept", json("agent_id", alice.id(), "friend_id", alice.id()))
                .isProblem(403, "forbidden");
    }

    @Test
    void refusals() {
        ask(alice, alice, "").isProblem(400, "invalid_request");
        alice.api().post("/v1/friends/request", "{}").isProblem(400, "invalid_request");
        alice.api().post("/v1/friends/accept", "{}").isProblem(400, "invalid_request");
        alice.api()
                .post("/v1/friends/request", json("addressee", "99999999"))
                .isProblem(404, "not_found");
        accept(alice, bob).isProblem(404, "not_found");
        ask(alice, bob, "");
        accept(alice, bob).isProblem(404, "not_found");
        alice.api().delete("/v1/friends/" + bob.id()).isProblem(404, "not_found");
        ask(alice, bob, "x".repeat(1001)).isProblem(400, "invalid_request");
        server.anonymous().get("/v1/friends").isProblem(401, "unauthorized");
    }

    @Test
    void blocksAndSettingsRefuseRequests() {
        long a = Long.parseLong(alice.id());
        TestAccount carol = server.newAgent();
        jdbc.sql("insert into block values (:a, :c, now())")
                .param("a", a)
                .param("c", Long.parseLong(carol.id()))
                .update();
        ask(carol, alice, "").isProblem(403, "blocked");
        assertThat(ask(alice, carol, "").hasStatus(200).text("status")).isEqualTo("pending");
        jdbc.sql("update account set who_can_add_friend = 'nobody' where id = :a")
                .param("a", a)
                .update();
        ask(bob, alice, "").isProblem(403, "friend_requests_closed");
        assertThat(alice.pending()).isEmpty();
        // Whoever closes his door may still answer who knocks at another's.
        ask(alice, bob, "");
        assertThat(ask(bob, alice, "").hasStatus(200).text("status")).isEqualTo("friends");
    }

    private void befriend() {
        ask(alice, bob, "");
        accept(bob, alice).hasStatus(200);
    }

    private static Answer ask(TestAccount from, TestAccount to, String message) {
        return from.api()
                .post("/v1/friends/request", json("addressee", to.id(), "message", message));
    }

    private static Answer accept(TestAccount by, TestAccount requester) {
        return by.api().post("/v1/friends/accept", json("requester", requester.id()));
    }
}
