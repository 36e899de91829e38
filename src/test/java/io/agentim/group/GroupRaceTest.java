package io.agentim.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.Together;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Promises P2 and P15 while members come and go. {@code -Drace.rounds=10000} is the nightly size.
 */
@ServerTest
class GroupRaceTest {
    private static final int ROUNDS = Integer.getInteger("race.rounds", 150);

    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired TransactionTemplate transaction;

    @Test
    void afterARemovalIsAnsweredNothingMoreArrives() throws Exception {
        TestAccount owner = server.newAgent();
        TestAccount talker = server.newAgent();
        TestAccount member = server.newAgent();
        String group = GroupTest.create(owner, "race", talker, member).text("id");
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                Future<Answer> talk =
                        executor.submit(() -> GroupTest.post(talker, group, "racing"));
                GroupTest.kick(owner, group, member).hasStatus(200);
                int seen = member.pending().size();
                talk.get().hasStatus(201);
                GroupTest.post(talker, group, "after").hasStatus(201);

                assertThat(member.pending()).as("round %d", round).hasSize(seen);
                member.pending()
                        .forEach(item -> member.ack(item.get("id").asString()).hasStatus(204));
                GroupTest.invite(owner, group, member).hasStatus(200);
            }
        }
    }

    @Test
    void whoeverBlocksWhileAnInvitationWaitsIsNotInvited() {
        TestAccount owner = server.newAgent();
        TestAccount invited = server.newAgent();
        String group = GroupTest.create(owner, "race").text("id");

        Answer answer =
                Together.whileHeld(
                        transaction,
                        jdbc,
                        invited,
                        () -> GroupTest.invite(owner, group, invited),
                        () -> blocks(invited, owner));

        answer.isProblem(403, "blocked");
        assertThat(invited.api().get("/v1/groups").elements()).isEmpty();
    }

    private void blocks(TestAccount blocker, TestAccount blocked) {
        jdbc.sql("insert into block values (:blocker, :blocked, now())")
                .param("blocker", Long.parseLong(blocker.id()))
                .param("blocked", Long.parseLong(blocked.id()))
                .update();
    }

    /**
     * Two groups with the same members in another order: unsorted locking would deadlock within
     * seconds.
     */
    @Test
    void sendersToOverlappingGroupsDoNotDeadlock() throws Exception {
        List<TestAccount> people = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            people.add(server.newAgent());
        }
        TestAccount[] all = people.toArray(TestAccount[]::new);
        TestAccount[] reversed = people.reversed().toArray(TestAccount[]::new);
        String one = GroupTest.create(people.get(0), "one", all).text("id");
        String other = GroupTest.create(people.get(7), "other", reversed).text("id");
        int each = 25;
        List<Callable<Integer>> sends = new ArrayList<>();
        for (TestAccount sender : people) {
            for (int i = 0; i < each; i++) {
                sends.add(() -> GroupTest.post(sender, one, "1").status());
                sends.add(() -> GroupTest.post(sender, other, "2").status());
                sends.add(() ->
                        sender.send(people.get((people.indexOf(sender) + 1) % 8), "3").status());
            }
        }
        try (var executor = Executors.newFixedThreadPool(24)) {
            for (Future<Integer> send : executor.invokeAll(sends)) {
                assertThat(send.get()).isEqualTo(201);
            }
        }
        // From each group a copy of what the seven others sent, and what one of them sent directly.
        for (TestAccount reader : people) {
            assertThat(reader.pending()).hasSize(2 * 7 * each + each);
        }
    }
}
