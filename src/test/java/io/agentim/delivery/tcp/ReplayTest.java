package io.agentim.delivery.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.account.AccountId;
import io.agentim.delivery.CatchUps;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a link gets when it opens on a backlog: contract 3.2 and 4.5, promise P11. Over AIM; the
 * WebSocket uses the same code.
 */
@ServerTest
class ReplayTest {
    private static final Duration QUIET =
            Duration.ofMillis(2500); // longer than the pause before a replay

    @Autowired Server server;
    @Autowired AimServer aim;
    @Autowired CatchUps catchUps;
    @Autowired JdbcClient jdbc;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    @Test
    void theBacklogComesInOrderAfterAPauseAndALiveItemDoesNotOvertakeIt() {
        send("1");
        send("2");
        long opened = System.nanoTime();
        try (var client = connect()) {
            send("3");

            List<JsonNode> first = List.of(client.next(Frame.MESSAGE));
            long waited = System.nanoTime() - opened;
            List<JsonNode> rest = client.itemsUntilQuiet(QUIET);

            assertThat(Duration.ofNanos(waited)).isGreaterThanOrEqualTo(Duration.ofMillis(1500));
            assertThat(bodies(first)).containsExactly("1");
            assertThat(bodies(rest)).containsExactly("2", "3");
        }
    }

    @Test
    void withoutABacklogPushingStartsAtOnce() {
        try (var client = connect()) {
            long sent = System.nanoTime();
            send("live");

            client.next(Frame.MESSAGE);

            assertThat(Duration.ofNanos(System.nanoTime() - sent))
                    .isLessThan(Duration.ofMillis(1400));
        }
    }

    @Test
    void whatIsAckedByItsTurnIsPassedOver() {
        String one = send("1");
        send("2");
        try (var client = connect()) {
            alice.ack(one).hasStatus(204);

            assertThat(bodies(client.itemsUntilQuiet(QUIET))).containsExactly("2");
        }
    }

    @Test
    void whatSyncHasReturnedSinceTheOpeningIsPassedOver() {
        send("before");
        try (var client = connect()) {
            alice.api().get("/v1/messages/sync?since_seq=0").hasStatus(200);
            send("after");

            assertThat(bodies(client.itemsUntilQuiet(QUIET))).containsExactly("after");
        }
        try (var next = connect()) {
            assertThat(bodies(next.itemsUntilQuiet(QUIET))).containsExactly("before", "after");
        }
    }

    @Test
    void theReplayWaitsWhileASyncIsBeingAnswered() {
        send("1");
        Runnable slowSync = catchUps.begin(AccountId.parse(alice.id()).orElseThrow());
        try (var client = connect()) {
            assertThat(client.itemsUntilQuiet(QUIET)).isEmpty();
            slowSync.run();

            assertThat(bodies(client.itemsUntilQuiet(QUIET))).containsExactly("1");
        }
    }

    @Test
    void butNotForLongerThanTenSeconds() {
        send("1");
        Runnable stuckSync = catchUps.begin(AccountId.parse(alice.id()).orElseThrow());
        long opened = System.nanoTime();
        try (var client = connect()) {
            client.next(Frame.MESSAGE);

            assertThat(Duration.ofNanos(System.nanoTime() - opened))
                    .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
        } finally {
            stuckSync.run();
        }
    }

    @Test
    void anUnackedItemIsPushedOncePerLinkAndAgainOnTheNext() {
        send("1");
        try (var client = connect()) {
            assertThat(bodies(client.itemsUntilQuiet(QUIET))).containsExactly("1");
            send("2");
            assertThat(bodies(client.itemsUntilQuiet(QUIET))).containsExactly("2");
        }
        try (var next = connect()) {
            assertThat(bodies(next.itemsUntilQuiet(QUIET))).containsExactly("1", "2");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 499, 500, 501, 1200})
    void atMostFiveHundredAreUnderWayAndTheRestFollowsAsAcksArrive(int backlog) {
        fill(backlog);
        try (var client = connect()) {
            List<JsonNode> first = client.itemsUntilQuiet(QUIET);
            assertThat(first).hasSize(Math.min(backlog, 500));
            assertThat(seqs(first)).isSorted().doesNotHaveDuplicates();
            if (backlog > 500) {
                ackAll(first);
                List<JsonNode> second = client.itemsUntilQuiet(QUIET);
                assertThat(second).hasSize(Math.min(backlog - 500, 500));
                assertThat(seqs(second).getFirst()).isGreaterThan(seqs(first).getLast());
            }
        }
    }

    private String send(String body) {
        return bob.send(alice, body).text("id");
    }

    private AimClient connect() {
        return AimClient.connected(aim.port(), alice.credential());
    }

    /** Faster than sending each. */
    private void fill(int n) {
        send("0");
        jdbc.sql(
                        """
                        with copies as (
                            select i.*, n, gen_random_uuid() as new_id
                            from inbox_item i, generate_series(1, :n) n where account_id = :alice
                        ), messages as (
                            insert into message (id, thread_id, sender_id, recipient_id, hop, created_at, payload)
                            select new_id, thread_id, sender_id, recipient_id, hop, m.created_at,
                                   replace(payload, '"body":"0"', '"body":"' || n || '"')
                            from copies join message m on m.id = item_id
                        )
                        insert into inbox_item (account_id, seq, item_id, friend, mentioned, created_at)
                        select account_id, seq + n, new_id, friend, mentioned, created_at from copies
                        """)
                .param("n", n - 1)
                .param("alice", Long.parseLong(alice.id()))
                .update();
        jdbc.sql("update inbox_counter set seq = :n where account_id = :alice")
                .param("n", n)
                .param("alice", Long.parseLong(alice.id()))
                .update();
    }

    private void ackAll(List<JsonNode> items) {
        // By one statement and one real ack: the acks of the others have been made "through another
        // replica".
        String seqs =
                seqs(items).stream()
                        .skip(1)
                        .map(String::valueOf)
                        .collect(Collectors.joining(",", "{", "}"));
        jdbc.sql(
                        "update inbox_item set acked_at = now() where account_id = :a and seq ="
                                + " any(cast(:seqs as bigint[]))")
                .param("a", Long.parseLong(alice.id()))
                .param("seqs", seqs)
                .update();
        jdbc.sql("select item_id from inbox_item where account_id = :a and seq = :seq")
                .param("a", Long.parseLong(alice.id()))
                .param("seq", seqs(items).getFirst())
                .query(java.util.UUID.class)
                .optional()
                .ifPresent(id ->
                        alice.ack(io.agentim.platform.id.TypeId.format("msg", id)).hasStatus(204));
    }

    private static List<String> bodies(List<JsonNode> items) {
        return items.stream().map(i -> i.get("content").get("body").asString()).toList();
    }

    private static List<Long> seqs(List<JsonNode> items) {
        return IntStream.range(0, items.size())
                .mapToObj(i -> items.get(i).get("seq").longValue())
                .toList();
    }
}
