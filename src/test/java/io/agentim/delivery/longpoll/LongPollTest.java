package io.agentim.delivery.longpoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.Authenticator;
import io.agentim.account.Caller;
import io.agentim.delivery.TestItems;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.micrometer.core.instrument.MeterRegistry;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

/** {@code GET /v1/messages/pending} and the ack (contract 2.2, promises P9, P10, P12, P13, S2). */
@ServerTest
class LongPollTest {
    private static final Duration AT_ONCE = Duration.ofMillis(900);

    @Autowired Server server;
    @Autowired TestItems items;
    @Autowired Authenticator authenticator;
    @Autowired ApplicationEventPublisher events;
    @Autowired MeterRegistry meters;
    @Autowired DataSource database;

    @BeforeEach
    void nobodyElseWaits() {
        await().until(() -> waiting() == 0);
    }

    @Test
    void returnsWhatIsUnackedOldestFirstUntilItIsAcked() {
        var alice = server.newAgent();
        var bob = server.newAgent();
        String one = items.append("one", alice, bob);
        String two = items.append("two", alice);
        assertThat(ids(alice, "timeout=0")).containsExactly(one, two);

        alice.ack(one).hasStatus(204);
        alice.ack(one).hasStatus(204); // a repetition changes nothing
        assertThat(ids(alice, "timeout=0")).containsExactly(two);
        assertThat(ids(bob, "timeout=0")).as("his own copy").containsExactly(one);
        bob.ack(two).isProblem(404, "not_found");
        alice.ack("evt_01h455vb4pex5vsknk084sn02q").isProblem(404, "not_found");
        alice.ack("nonsense").isProblem(404, "not_found");
        alice.ack("%27%20or%20true").isProblem(404, "not_found");
    }

    @Test
    void acksAreIdempotentWhenTheyRace() {
        var alice = server.newAgent();
        String id = items.append("one", alice);
        List<CompletableFuture<Answer>> acks = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            acks.add(
                    CompletableFuture.supplyAsync(() -> alice.ack(id), Thread::startVirtualThread));
        }
        assertThat(acks).extracting(a -> a.join().status()).containsOnly(204);
        assertThat(alice.pending()).isEmpty();
    }

    @Test
    void answersAnEmptyArrayWhenTheTimeIsUp() {
        var alice = server.newAgent();
        long start = System.nanoTime();
        Answer answer = alice.api().get("/v1/messages/pending?timeout=1").hasStatus(200);
        assertThat(answer.body()).isEqualTo("[]");
        assertThat(since(start)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void isEndedByWhatComesMeanwhile() {
        var alice = server.newAgent();
        var polls = List.of(poll(alice, "timeout=30"), poll(alice, "")); // 30 s by default
        await().until(() -> waiting() == 2);
        String id = items.append("hello", alice);
        long start = System.nanoTime();
        for (var poll : polls) { // each, not only the first
            assertThat(ids(poll.join())).containsExactly(id);
        }
        assertThat(since(start)).isLessThan(AT_ONCE);
    }

    /** A bot whose handler raises acks nothing and polls again at once, 40 times a second. */
    @Test
    void slowsDownWhoAsksForTheSameAgain() {
        var alice = server.newAgent();
        String one = items.append("one", alice);
        assertThat(ids(alice, "timeout=30")).containsExactly(one);

        long start = System.nanoTime();
        assertThat(ids(alice, "timeout=30")).containsExactly(one);
        assertThat(since(start)).isBetween(Duration.ofMillis(950), Duration.ofSeconds(2));

        assertThat(ids(alice, "timeout=0")).as("asks without waiting").containsExactly(one);

        var slowed = poll(alice, "timeout=30");
        await().until(() -> waiting() == 1);
        start = System.nanoTime();
        String two = items.append("two", alice);
        assertThat(ids(slowed.join())).as("something new").containsExactly(one, two);
        assertThat(since(start)).isLessThan(AT_ONCE);
    }

    @Test
    void theFifthPollOfAnAccountEndsTheOldest() {
        var alice = server.newAgent();
        var polls = new ArrayList<CompletableFuture<Answer>>();
        for (int i = 1; i <= 7; i++) {
            polls.add(poll(alice, "timeout=30"));
            int expected = Math.min(i, 4);
            int ended = i - expected;
            await().until(() ->
                    waiting() == expected
                            && polls.stream().filter(CompletableFuture::isDone).count() == ended);
        }
        for (var oldest : polls.subList(0, 3)) {
            assertThat(oldest.join().body()).isEqualTo("[]");
        }
        String id = items.append("for the rest", alice);
        for (var poll : polls.subList(3, 7)) {
            assertThat(ids(poll.join())).containsExactly(id);
        }
    }

    /** All at the same moment: the oldest of them must not be ended twice in place of two. */
    @Test
    void neverMoreThanFourOfAnAccountWait() {
        var alice = server.newAgent();
        var polls = new ArrayList<CompletableFuture<Answer>>();
        for (int i = 0; i < 40; i++) {
            polls.add(poll(alice, "timeout=30"));
        }
        await().until(() -> polls.stream().filter(CompletableFuture::isDone).count() == 36);
        assertThat(waiting()).isEqualTo(4);
        items.append("ends them", alice);
        polls.forEach(CompletableFuture::join);
    }

    @Test
    void endsWith401WhenTheCredentialIsRevoked() {
        var alice = server.newAgent();
        var poll = poll(alice, "timeout=30");
        await().until(() -> waiting() == 1);
        revoke(alice);
        poll.orTimeout(1, TimeUnit.SECONDS).join().isProblem(401, "unauthorized");
        // Checked before, parked after the revocation: nobody would end it.
        alice.api().get("/v1/messages/pending?timeout=30").isProblem(401, "unauthorized");
    }

    @Test
    void clampsTheLimitAndPutsTheListIntoAnEnvelope() {
        var alice = server.newAgent();
        var all = new ArrayList<String>();
        for (int i = 0; i < 102; i++) {
            all.add(items.append("n " + i, alice));
        }
        assertThat(ids(alice, "timeout=0")).isEqualTo(all.subList(0, 100));
        assertThat(ids(alice, "timeout=0&limit=0")).isEqualTo(all.subList(0, 1));
        assertThat(ids(alice, "timeout=-7&limit=501")).isEqualTo(all);
        assertThat(
                        alice.api()
                                .get("/v1/messages/pending?limit=2&envelope=true")
                                .elements("messages"))
                .hasSize(2);
        assertThat(ids(alice, "timeout=0&limit=1&agent=" + alice.id())).hasSize(1);
        alice.api().get("/v1/messages/pending?agent=80000").isProblem(403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=x", "limit=", "limit=1.5", "timeout=x", "timeout=0x10"})
    void refusesWhatIsNoNumber(String query) {
        server.newAgent()
                .api()
                .get("/v1/messages/pending?" + query)
                .isProblem(400, "invalid_request");
    }

    /** Promise P13: a waiting poll costs memory and nothing else. */
    @Test
    void aThousandWaitingPollsHoldNoConnectionAndNoThread() throws Exception {
        var accounts = new ArrayList<TestAccount>();
        for (int i = 0; i < 250; i++) {
            accounts.add(server.newAgent());
        }
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        var polls = new ArrayList<CompletableFuture<Answer>>();
        for (int i = 0; i < 1000; i++) {
            polls.add(poll(accounts.get(i % 250), "timeout=60"));
        }
        await().until(() -> waiting() == 1000);
        var pool = database.unwrap(HikariDataSource.class).getHikariPoolMXBean();
        await().until(() -> pool.getActiveConnections() == 0);
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
                .as("of the thousand, though another suite starts a server meanwhile")
                .isLessThan(threads + 500);

        items.append("for all", accounts.toArray(TestAccount[]::new));
        for (var poll : polls) {
            assertThat(ids(poll.join())).hasSize(1);
        }
        await().until(() -> waiting() == 0);
    }

    private double waiting() {
        return meters.get("agentim.polls.waiting").gauge().value();
    }

    private void revoke(TestAccount account) {
        Caller caller = authenticator.authenticate(account.credential()).orElseThrow();
        events.publishEvent(
                new CredentialsRevoked(caller.accountId(), List.of(caller.credentialId())));
    }

    private static CompletableFuture<Answer> poll(TestAccount account, String query) {
        return account.api().getAsync("/v1/messages/pending?" + query);
    }

    private static List<String> ids(TestAccount account, String query) {
        return ids(account.api().get("/v1/messages/pending?" + query));
    }

    private static List<String> ids(Answer answer) {
        return answer.hasStatus(200).elements().stream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
