package io.agentim.friend;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.Together;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.function.Supplier;

/**
 * What an addressee decides while a request waits for his account's lock counts: it is judged when
 * it is its turn, not when it came in.
 */
@ServerTest
class FriendRaceTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired TransactionTemplate transaction;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    @Test
    void aBlockMadeMeanwhileRefusesTheRequest() {
        Answer asked =
                whileBobIsLocked(this::askBob, "insert into block values (:bob, :alice, now())");

        asked.isProblem(403, "blocked");
        assertThat(bob.pending()).isEmpty();
    }

    @Test
    void aDoorClosedMeanwhileRefusesTheRequest() {
        Answer asked =
                whileBobIsLocked(
                        this::askBob,
                        "update account set who_can_add_friend = 'nobody' where id = :bob and id <>"
                                + " :alice");

        asked.isProblem(403, "friend_requests_closed");
        assertThat(bob.pending()).isEmpty();
    }

    @Test
    void whoeverIsDeletedMeanwhileCannotBeAsked() {
        Answer asked =
                whileBobIsLocked(
                        this::askBob,
                        "update account set deleted_at = now() where id = :bob and id <> :alice");

        asked.isProblem(404, "not_found");
    }

    /** Otherwise it could be answered before a request that does not know of it is committed. */
    @Test
    void aBlockWaitsForTheRequestUnderWay() {
        Answer blocked =
                whileBobIsLocked(
                        () -> bob.api().post("/v1/agents/block/" + alice.id()),
                        "delete from block where blocker_id = :bob and blocked_id = :alice");

        blocked.hasStatus(200);
        askBob().isProblem(403, "blocked");
    }

    private Answer askBob() {
        return alice.api().post("/v1/friends/request", json("addressee", bob.id()));
    }

    /** Makes the request wait for Bob's account, changes something, then lets it go on. */
    private Answer whileBobIsLocked(Supplier<Answer> request, String change) {
        return Together.whileHeld(
                transaction,
                jdbc,
                bob,
                request,
                () ->
                        jdbc.sql(change)
                                .param("alice", Long.parseLong(alice.id()))
                                .param("bob", Long.parseLong(bob.id()))
                                .update());
    }
}
