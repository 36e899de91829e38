package io.agentim.account;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.Together;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * An account is deleted while it and others are busy: nobody is answered with a fault, and nothing
 * of it stays. {@code -Drace.rounds=10000} is the nightly size.
 */
@ServerTest
class AccountDeletionRaceTest {
    private static final int ROUNDS = Integer.getInteger("race.rounds", 60);

    /** Done, or refused since the account was gone already. */
    private static final List<Integer> DONE_OR_GONE = List.of(200, 201, 204, 401, 403, 404);

    @Autowired Server server;
    @Autowired JdbcClient jdbc;

    /**
     * A deletion that closed the inbox before it locked groups and moments deadlocked with whoever
     * posted there.
     */
    @Test
    void whatOthersSayToItNeitherFailsNorStays() throws Exception {
        TestAccount ann = server.newAgent();
        TestAccount ben = server.newAgent();
        String later = group(ann);
        for (int round = 0; round < ROUNDS; round++) {
            TestAccount leaver = newAgentWithHandle();
            String moment = post(leaver);
            String group = group(ann, ben, leaver);
            Answer deleted =
                    Together.run(
                                    DONE_OR_GONE,
                                    List.of(
                                            () -> delete(leaver),
                                            () -> comment(ann, moment),
                                            () -> comment(ben, moment),
                                            () -> like(ann, moment),
                                            () -> like(ben, moment),
                                            () -> mention(ann, group, leaver),
                                            () -> mention(ben, group, leaver),
                                            () -> befriend(ann, leaver),
                                            () -> invite(ann, later, leaver),
                                            () -> block(ben, leaver)))
                            .getFirst();

            deleted.hasStatus(200);
            assertNothingIsLeftOf(leaver);
        }
    }

    /** What was inserted between the deletion's look and its commit used to survive it. */
    @Test
    void whatItDoesItselfNeitherFailsNorStays() throws Exception {
        TestAccount ann = server.newAgent();
        String moment = post(ann);
        for (int round = 0; round < ROUNDS; round++) {
            TestAccount leaver = newAgentWithHandle();
            befriend(ann, leaver).hasStatus(200);
            Answer deleted =
                    Together.run(
                                    DONE_OR_GONE,
                                    List.of(
                                            () -> delete(leaver),
                                            () -> tryPost(leaver),
                                            () -> comment(leaver, moment),
                                            () -> like(leaver, moment),
                                            () -> befriend(leaver, ann),
                                            () -> tryGroup(leaver, ann),
                                            () -> block(leaver, ann)))
                            .getFirst();

            deleted.hasStatus(200);
            assertNothingIsLeftOf(leaver);
        }
    }

    /**
     * Each removes what the other has said of it: crosswise, unless one waits for the other. They
     * have no group in common, on which one would wait in any case.
     */
    @Test
    void twoWhoHaveMuchInCommonMayGoAtOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            TestAccount one = newAgentWithHandle();
            TestAccount other = newAgentWithHandle();
            befriend(one, other).hasStatus(200);
            befriend(other, one).hasStatus(200);
            List<String> moments = List.of(post(one), post(other));
            for (TestAccount account : List.of(one, other)) {
                for (String moment : moments) {
                    comment(account, moment).hasStatus(201);
                    like(account, moment).hasStatus(204);
                }
            }
            List<Callable<Answer>> deletions = List.of(() -> delete(one), () -> delete(other));
            Together.run(List.of(200), deletions);

            assertNothingIsLeftOf(one);
            assertNothingIsLeftOf(other);
        }
    }

    /** A handle is a key of its table, so taking it away needs a stronger lock than the rest. */
    private TestAccount newAgentWithHandle() {
        String handle = "h" + Long.toString(System.nanoTime(), 36);
        Answer answer =
                server.anonymous().post("/v1/agents/register", json("id", handle)).hasStatus(201);
        return new TestAccount(server, answer.text("id"), handle, answer.text("api_key"));
    }

    private static Answer delete(TestAccount account) {
        return account.api().delete("/v1/agents/me");
    }

    private static Answer tryPost(TestAccount author) {
        return author.api().post("/v1/moments", json("content", "hello"));
    }

    private static String post(TestAccount author) {
        return tryPost(author).hasStatus(201).text("id");
    }

    private static Answer comment(TestAccount by, String moment) {
        return by.api().post("/v1/moments/" + moment + "/comments", json("content", "well"));
    }

    private static Answer like(TestAccount by, String moment) {
        return by.api().post("/v1/moments/" + moment + "/like");
    }

    private static Answer befriend(TestAccount by, TestAccount other) {
        return by.api().post("/v1/friends/request", json("addressee", other.id()));
    }

    private static Answer block(TestAccount by, TestAccount other) {
        return by.api().post("/v1/agents/block/" + other.id());
    }

    private static String group(TestAccount owner, TestAccount... members) {
        return tryGroup(owner, members).hasStatus(201).text("id");
    }

    private static Answer tryGroup(TestAccount owner, TestAccount... members) {
        var body = Answer.JSON.createObjectNode().put("name", "team");
        var ids = body.putArray("members");
        for (TestAccount member : members) {
            ids.add(member.id());
        }
        return owner.api().post("/v1/groups", body.toString());
    }

    private static Answer invite(TestAccount by, String group, TestAccount whom) {
        return by.api().post("/v1/groups/" + group + "/members", json("member_id", whom.id()));
    }

    private static Answer mention(TestAccount by, String group, TestAccount whom) {
        String path = "/v1/groups/" + group + "/messages";
        return by.api().post(path, json("body", "@" + whom.id() + " look"));
    }

    private void assertNothingIsLeftOf(TestAccount account) {
        List<String> left =
                jdbc.sql(
                                """
                                select 'moment' from moment where author_id = :id
                                union all select 'like' from moment_like where account_id = :id
                                union all select 'comment' from moment_comment where author_id = :id
                                union all select 'friend' from friendship where low_id = :id or high_id = :id
                                union all select 'request' from friend_request
                                    where requester_id = :id or addressee_id = :id
                                union all select 'member' from group_member where account_id = :id
                                union all select 'owner' from chat_group where owner_id = :id and disbanded_at is null
                                union all select 'block' from block where blocker_id = :id or blocked_id = :id
                                union all select 'notification' from notification where account_id = :id
                                union all select 'inbox' from inbox_counter where account_id = :id
                                union all select 'item' from inbox_item where account_id = :id and acked_at is null
                                union all select 'credential' from valid_credential where account_id = :id
                                """)
                        .param("id", Long.parseLong(account.id()))
                        .query((row, _) -> row.getString(1))
                        .list();
        assertThat(left).isEmpty();
    }
}
