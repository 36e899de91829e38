package io.agentim.delivery;

import static io.agentim.delivery.TestItems.withoutTheMoment;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Server;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What every transport that pushes promises: contract 3.2 and 4.5, promise P11. Each transport's
 * test implements it.
 */
public interface DeliveryContract {
    Duration PAUSE = Duration.ofMillis(1500);
    Duration QUIET = Duration.ofMillis(400);
    int WINDOW = 500;

    Server server();

    TestItems items();

    /** A new link, over which items may flow from now on. */
    TestLink connect(TestAccount account);

    @Test
    default void withoutABacklogPushingStartsAtOnce() {
        var alice = server().newAgent();
        try (var link = connect(alice)) {
            long sent = System.nanoTime();
            String id = items().append("live", alice);

            assertThat(ids(link.next(1))).containsExactly(id);
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(PAUSE);
        }
    }

    @Test
    default void theBacklogComesInOrderAfterAPauseAndALiveItemDoesNotOvertakeIt() {
        var alice = server().newAgent();
        var sent = new ArrayList<String>();
        sent.add(items().append("old", alice));
        sent.add(items().append("newer", alice));
        long opened = System.nanoTime();
        try (var link = connect(alice)) {
            sent.add(items().append("live", alice));

            var first = link.next(1);
            assertThat(Duration.ofNanos(System.nanoTime() - opened)).isGreaterThanOrEqualTo(PAUSE);
            var rest = link.next(2);

            assertThat(ids(first)).containsExactly(sent.get(0));
            assertThat(ids(rest)).containsExactly(sent.get(1), sent.get(2));
            assertThat(link.poll(QUIET)).isEmpty();
        }
    }

    @Test
    default void anItemLooksTheSameAsInPending() {
        var alice = server().newAgent();
        items().append("日本語 😀", alice);
        try (var link = connect(alice)) {
            JsonNode pushed = link.next(1).getFirst();
            JsonNode fetched = alice.pending().getFirst();
            assertThat(pushed.path("redelivered").booleanValue()).isFalse();
            assertThat(fetched.path("redelivered").booleanValue()).isTrue();
            assertThat(withoutTheMoment(pushed)).isEqualTo(withoutTheMoment(fetched));
        }
    }

    @Test
    default void whatIsAckedByItsTurnIsPassedOver() {
        var alice = server().newAgent();
        String acked = items().append("acked", alice);
        String left = items().append("left", alice);
        try (var link = connect(alice)) {
            alice.ack(acked).hasStatus(204);

            assertThat(ids(link.next(1))).containsExactly(left);
            assertThat(link.poll(QUIET)).isEmpty();
        }
    }

    /** The bot works through the page that sync gave it, perhaps for minutes. */
    @Test
    default void whatSyncHasReturnedSinceTheOpeningIsPassedOver() {
        var alice = server().newAgent();
        String synced = items().append("synced", alice);
        String beyond = items().append("beyond the page", alice);
        try (var link = connect(alice)) {
            alice.api().get("/v1/messages/sync?since_seq=0&limit=1").hasStatus(200);
            String live = items().append("live", alice);

            assertThat(ids(link.next(2))).containsExactly(beyond, live);
            assertThat(link.poll(QUIET)).isEmpty();
        }
        try (var next = connect(alice)) { // un-acked, so it comes with the next one
            assertThat(ids(next.next(3))).startsWith(synced, beyond);
        }
    }

    @Test
    default void whatSyncReturnedBeforeTheOpeningIsNotPassedOver() {
        var alice = server().newAgent();
        String id = items().append("synced too early", alice);
        alice.api().get("/v1/messages/sync?since_seq=0").hasStatus(200);
        try (var link = connect(alice)) {
            assertThat(ids(link.next(1))).containsExactly(id);
        }
    }

    @Test
    default void theBacklogWaitsWhileItIsBeingHandedOut() {
        var alice = server().newAgent();
        String id = items().append("old", alice);
        Runnable end = items().beginCatchUp(alice);
        try (var link = connect(alice)) {
            assertThat(link.poll(PAUSE.plusSeconds(1))).isEmpty();
            end.run();
            assertThat(ids(link.next(1))).containsExactly(id);
        } finally {
            end.run();
        }
    }

    @Test
    default void butForNoLongerThanTenSeconds() {
        var alice = server().newAgent();
        String id = items().append("old", alice);
        Runnable end = items().beginCatchUp(alice);
        long opened = System.nanoTime();
        try (var link = connect(alice)) {
            assertThat(ids(link.next(1))).containsExactly(id);
            assertThat(Duration.ofNanos(System.nanoTime() - opened))
                    .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(14));
        } finally {
            end.run();
        }
    }

    /** A second time on the same link, and a slow bot would answer twice. */
    @Test
    default void anUnackedItemIsPushedOnceByEachLink() {
        var alice = server().newAgent();
        String first = items().append("first", alice);
        try (var link = connect(alice)) {
            assertThat(ids(link.next(1))).containsExactly(first);
            String second = items().append("second", alice);
            assertThat(ids(link.next(1))).containsExactly(second);
            assertThat(link.poll(QUIET)).isEmpty();
            try (var next = connect(alice)) {
                assertThat(ids(next.next(2))).containsExactly(first, second);
            }
        }
    }

    @Test
    default void allLinksOfTheAccountGetTheItemAndNobodyElse() {
        var alice = server().newAgent();
        var bob = server().newAgent();
        try (var one = connect(alice);
                var two = connect(alice);
                var bobs = connect(bob)) {
            String id = items().append("hello", alice);

            assertThat(ids(one.next(1))).containsExactly(id);
            assertThat(ids(two.next(1))).containsExactly(id);
            assertThat(bobs.poll(QUIET)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, WINDOW, WINDOW + 1, 5000})
    default void noMoreThanAWindowIsUnderWayAndTheRestFollowsAsAcksArrive(int backlog) {
        var alice = server().newAgent();
        items().fill(alice, backlog);
        try (var link = connect(alice)) {
            long last = 0;
            for (int left = backlog; left > 0; left -= WINDOW) {
                List<Long> seqs = seqs(link.next(Math.min(left, WINDOW)));
                assertThat(link.poll(QUIET)).isEmpty();
                assertThat(seqs).isSorted().doesNotHaveDuplicates();
                assertThat(seqs.getFirst()).isEqualTo(last + 1);
                assertThat(seqs.getLast()).isEqualTo(last + seqs.size());
                last = seqs.getLast();
                items().ackUpTo(alice, last);
            }
            assertThat(last).isEqualTo(backlog);
        }
    }

    /** One ack makes room for one item, though a wake-up may come at the same moment. */
    @Test
    default void eachAckMakesRoomForOneMore() {
        var alice = server().newAgent();
        items().fill(alice, WINDOW + 20);
        try (var link = connect(alice)) {
            var ids = new ArrayList<>(ids(link.next(WINDOW)));
            for (int i = 0; i < 20; i++) {
                String acked = ids.get(i);
                var ack =
                        CompletableFuture.runAsync(
                                () -> items().ack(alice, acked), Thread::startVirtualThread);
                items().append("wakes the link", alice);
                ack.join();
                ids.addAll(ids(link.next(1)));
            }
            assertThat(link.poll(QUIET)).isEmpty();
            assertThat(ids).doesNotHaveDuplicates();
        }
    }

    private static List<String> ids(List<JsonNode> items) {
        return items.stream().map(item -> item.get("id").asString()).toList();
    }

    private static List<Long> seqs(List<JsonNode> items) {
        return items.stream().map(item -> item.get("seq").longValue()).toList();
    }
}
