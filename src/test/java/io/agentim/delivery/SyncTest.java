package io.agentim.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.account.AccountId;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** {@code GET /v1/messages/sync} (contract 2.2, promises P7 and P8). */
@ServerTest
class SyncTest {
    private static final Instant NOON = Instant.parse("2026-04-13T12:00:00Z");

    @Autowired Server server;
    @Autowired TestItems items;
    @Autowired CatchUps catchUps;
    @Autowired JdbcClient jdbc;

    @Test
    void returnsWhatIsGreaterAscendingAndSaysWhereToGoOn() {
        var alice = server.newAgent();
        List<String> ids = append(alice, 5);

        Answer page = sync(alice, "since_seq=1&limit=2");
        assertThat(ids(page)).isEqualTo(ids.subList(1, 3));
        isAt(page, true, 3);
        page = sync(alice, "since_seq=3&limit=2");
        assertThat(ids(page)).isEqualTo(ids.subList(3, 5));
        isAt(page, false, 5);
        page = sync(alice, "since_seq=5&limit=2");
        assertThat(ids(page)).isEmpty();
        isAt(page, false, 5);
    }

    @Test
    void ofAnEmptyInboxReturnsNothing() {
        var alice = server.newAgent();
        isAt(sync(alice, "since_seq=0"), false, 0);
        isAt(sync(alice, "since_seq=-5"), false, 0);
        isAt(sync(alice, "since=2026-04-13T10:00:00Z"), false, 0);
    }

    @Test
    void saysOfEveryItemWhetherItIsAcked() {
        var alice = server.newAgent();
        List<String> ids = append(alice, 3);
        alice.ack(ids.get(1)).hasStatus(204);

        Answer all = sync(alice, "since_seq=0");
        assertThat(ids(all)).isEqualTo(ids);
        assertThat(all.elements("messages"))
                .extracting(item -> item.path("acked").booleanValue())
                .containsExactly(false, true, false);
        Answer unacked = sync(alice, "since_seq=0&unacked_only=true&limit=2");
        assertThat(ids(unacked)).containsExactly(ids.get(0), ids.get(2));
        isAt(unacked, false, 3);
    }

    @Test
    void leavesOutWhatIsAckedForAnAccountThatWantsItSo() {
        var alice = server.newAgent();
        List<String> ids = append(alice, 2);
        alice.ack(ids.getFirst()).hasStatus(204);
        jdbc.sql("update account set sync_acked = false where id = :id")
                .param("id", idOf(alice).value())
                .update();

        assertThat(ids(sync(alice, "since_seq=0"))).containsExactly(ids.getLast());
        assertThat(ids(sync(alice, "since_seq=0&unacked_only=false"))).isEqualTo(ids);
    }

    /** The client of a database that was restored from a backup has seen more than there is. */
    @Test
    void takesAClientThatIsAheadBackToTheNewest() {
        var alice = server.newAgent();
        append(alice, 3);
        for (String query :
                List.of("since_seq=1000", "since=1000", "since_seq=999999999999999999")) {
            Answer page = sync(alice, query);
            assertThat(ids(page)).isEmpty();
            isAt(page, false, 3);
        }
        String next = items.append("new", alice);
        assertThat(ids(sync(alice, "since_seq=3"))).containsExactly(next);
    }

    @Test
    void takesSinceAsSeqOrAsTime() {
        var alice = server.newAgent();
        List<String> ids = append(alice, 4);
        at(alice, 1, NOON.minusSeconds(3600));
        at(alice, 2, NOON);
        at(alice, 3, NOON.plusMillis(1));
        at(alice, 4, NOON.plusSeconds(60));

        assertThat(ids(sync(alice, "since=1"))).isEqualTo(ids.subList(1, 4));
        assertThat(ids(sync(alice, "since_seq=3&since=1"))).isEqualTo(ids.subList(3, 4));
        for (String noon :
                List.of(
                        "2026-04-13T12:00:00Z",
                        "2026-04-13T12:00:00.000Z",
                        "2026-04-13T12:00:00",
                        "2026-04-13T14:00:00%2B02:00",
                        "2026-04-13T14:00:00+02:00")) {
            Answer page = sync(alice, "since=" + noon);
            assertThat(ids(page)).as(noon).isEqualTo(ids.subList(2, 4));
            isAt(page, false, 4);
        }
        assertThat(ids(sync(alice, "since=2026-04-13T10:00:00Z"))).isEqualTo(ids);
        assertThat(ids(sync(alice, "since=0001-01-01T00:00:00Z"))).isEqualTo(ids);
        Answer none = sync(alice, "since=2026-04-13T12:01:00Z");
        assertThat(ids(none)).isEmpty();
        isAt(none, false, 4);
    }

    /** Two senders at the same moment: who is numbered first may have looked at the clock last. */
    @Test
    void leavesNothingOutWhenTimesAndNumbersCross() {
        var alice = server.newAgent();
        List<String> ids = append(alice, 3);
        at(alice, 1, NOON.minusSeconds(3600));
        at(alice, 2, NOON.plusMillis(10));
        at(alice, 3, NOON.minusMillis(10));

        assertThat(ids(sync(alice, "since=" + NOON))).isEqualTo(ids.subList(1, 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "limit=5",
                "since=",
                "since=yesterday",
                "since=2026-04-13",
                "since=2026-13-13T10:00:00Z",
                "since=%2B999999999-01-01T00:00:00Z",
                "since=12345678901234567890",
                "since_seq=x",
                "since_seq=",
                "since_seq=1.5",
                "since_seq=0&limit=x",
                "since_seq=0&limit=",
                "since_seq=0&unacked_only=maybe"
            })
    void refusesWhatItDoesNotUnderstand(String query) {
        var alice = server.newAgent();
        alice.api().get("/v1/messages/sync?" + query).isProblem(400, "invalid_request");
        sync(alice, "since_seq=0");
    }

    @Test
    void clampsTheLimit() {
        var alice = server.newAgent();
        append(alice, 502);
        assertThat(ids(sync(alice, "since_seq=0"))).hasSize(100);
        assertThat(ids(sync(alice, "since_seq=0&limit=0"))).hasSize(1);
        assertThat(ids(sync(alice, "since_seq=0&limit=-1"))).hasSize(1);
        Answer most = sync(alice, "since_seq=0&limit=100000");
        assertThat(ids(most)).hasSize(500);
        isAt(most, true, 500);
    }

    @Test
    void returnsOnlyTheCallersOwnItems() {
        var alice = server.newAgent();
        append(alice, 1);
        assertThat(ids(sync(server.newAgent(), "since_seq=0"))).isEmpty();
        server.anonymous().get("/v1/messages/sync?since_seq=0").isProblem(401, "unauthorized");
    }

    /** Paging while others write: every item once, none out of order (promises P7, P8). */
    @Test
    void pagesCompletelyWhileItemsCome() {
        var alice = server.newAgent();
        int writers = 4;
        int each = 60;
        List<CompletableFuture<List<String>>> writing =
                IntStream.range(0, writers)
                        .mapToObj(_ ->
                                CompletableFuture.supplyAsync(
                                        () -> append(alice, each), Thread::startVirtualThread))
                        .toList();
        var seen = new ArrayList<String>();
        var seqs = new ArrayList<Long>();
        int[] limits = {1, 2, 7, 99, 100, 101, 500};
        long after = 0;
        for (int i = 0; seen.size() < writers * each; i++) {
            Answer page = sync(alice, "since_seq=%d&limit=%d".formatted(after, limits[i % 7]));
            for (JsonNode item : page.elements("messages")) {
                seen.add(item.path("id").asString());
                seqs.add(item.path("seq").longValue());
            }
            after = page.at("next_seq").longValue();
        }
        var written = writing.stream().flatMap(w -> w.join().stream()).toList();
        assertThat(seen).containsExactlyInAnyOrderElementsOf(written);
        assertThat(seqs).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void holdsUpNoSocketOnceItIsAnswered() {
        var alice = server.newAgent();
        sync(alice, "since_seq=0");
        alice.api().get("/v1/messages/sync").hasStatus(400);
        await().untilAsserted(() -> assertThat(catchUps.isRunning(idOf(alice))).isFalse());
    }

    private List<String> append(TestAccount account, int n) {
        return IntStream.range(0, n).mapToObj(i -> items.append("n " + i, account)).toList();
    }

    private void at(TestAccount account, long seq, Instant time) {
        int rows =
                jdbc.sql(
                                """
                                update inbox_item set created_at = :time
                                where account_id = :account and seq = :seq
                                """)
                        .param("time", OffsetDateTime.ofInstant(time, ZoneOffset.UTC))
                        .param("account", idOf(account).value())
                        .param("seq", seq)
                        .update();
        assertThat(rows).isEqualTo(1);
    }

    private static AccountId idOf(TestAccount account) {
        return AccountId.parse(account.id()).orElseThrow();
    }

    private static Answer sync(TestAccount account, String query) {
        return account.api().get("/v1/messages/sync?" + query).hasStatus(200);
    }

    private static List<String> ids(Answer page) {
        return page.elements("messages").stream().map(item -> item.path("id").asString()).toList();
    }

    private static void isAt(Answer page, boolean hasMore, long next) {
        assertThat(page.at("has_more").booleanValue()).isEqualTo(hasMore);
        assertThat(page.at("next_seq").longValue()).isEqualTo(next);
        assertThat(page.at("last_seq").longValue()).isEqualTo(next);
    }
}
