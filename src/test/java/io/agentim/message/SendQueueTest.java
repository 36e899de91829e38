package io.agentim.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.micrometer.core.instrument.MeterRegistry;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Messages that share a commit. */
@ServerTest
class SendQueueTest {
    private static final int CROWD = 60;

    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired TransactionTemplate transaction;
    @Autowired MeterRegistry metrics;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    @Test
    void aCrowdSharesItsCommits() {
        alice.send(bob, "opens the thread");

        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> crowd = new ArrayList<>();
            transaction.executeWithoutResult(_ -> {
                hold(bob); // the writers wait, and the crowd behind them
                for (int i = 0; i < CROWD; i++) {
                    int number = i;
                    crowd.add(senders.submit(() -> alice.trySend(bob.id(), "m" + number)));
                }
                await().pollInterval(Duration.ofMillis(5)).until(() -> waiting() > CROWD / 4);
            });
            crowd.forEach(answer -> result(answer).hasStatus(201));
        }

        assertThat(bob.pending()).hasSize(1 + CROWD);
        assertThat(transactionsOf(bob)).isLessThan(CROWD);
    }

    @Test
    void whoeverHasToWaitForALockDelaysNobodyElseForLong() throws Exception {
        TestAccount busy = server.newAgent();

        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> slow =
                    transaction.execute(_ -> {
                        hold(busy);
                        Future<Answer> waits =
                                senders.submit(() -> alice.trySend(busy.id(), "later"));
                        await().until(this::somebodyWaitsForALock);
                        alice.send(bob, "at once");
                        alice.send(bob, "at once again");
                        assertThat(waits.isDone()).isFalse();
                        return waits;
                    });
            assertThat(slow).isNotNull();
            slow.get().hasStatus(201);
        }
        assertThat(busy.pending()).hasSize(1);
    }

    @Test
    void eachOfACrowdIsAnsweredForItsOwnMessage() throws Exception {
        List<TestAccount> recipients =
                IntStream.range(0, CROWD).mapToObj(_ -> server.newAgent()).toList();
        for (int i = 0; i < CROWD; i += 2) {
            recipients.get(i).api().post("/v1/agents/block/" + alice.id()).hasStatus(200);
        }

        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers =
                    recipients.stream()
                            .map(r -> senders.submit(() -> alice.trySend(r.id(), "to " + r.id())))
                            .toList();
            for (int i = 0; i < CROWD; i++) {
                TestAccount recipient = recipients.get(i);
                Answer answer = answers.get(i).get();
                if (i % 2 == 0) {
                    answer.isProblem(403, "blocked");
                    assertThat(recipient.pending()).isEmpty();
                } else {
                    answer.hasStatus(201);
                    assertThat(recipient.pending()).hasSize(1);
                    assertThat(recipient.pending().getFirst().get("id").asString())
                            .isEqualTo(answer.text("id"));
                }
            }
        }
    }

    @Test
    void aCrowdOfFirstMessagesOpensOneThread() throws Exception {
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers =
                    IntStream.range(0, CROWD)
                            .mapToObj(i -> senders.submit(() -> eitherWay(i)))
                            .toList();

            assertThat(answers.stream().map(a -> result(a).hasStatus(201).text("thread_id")))
                    .hasSize(CROWD)
                    .containsOnly(result(answers.getFirst()).text("thread_id"));
        }
        assertThat(alice.pending().size() + bob.pending().size()).isEqualTo(CROWD);
    }

    private Answer eitherWay(int number) {
        return number % 2 == 0
                ? alice.trySend(bob.id(), "ping " + number)
                : bob.trySend(alice.id(), "pong " + number);
    }

    /** Locks the account's counter until the end of the transaction. */
    private void hold(TestAccount account) {
        jdbc.sql("select seq from inbox_counter where account_id = :id for update")
                .param("id", Long.parseLong(account.id()))
                .query(Long.class)
                .single();
    }

    private double waiting() {
        return metrics.get("agentim.send.waiting").gauge().value();
    }

    private boolean somebodyWaitsForALock() {
        return jdbc.sql(
                        "select exists (select from pg_stat_activity where wait_event_type = 'Lock'"
                                + " and datname = current_database())")
                .query(Boolean.class)
                .single();
    }

    private long transactionsOf(TestAccount recipient) {
        return jdbc.sql("select count(distinct xmin::text) from message where recipient_id = :id")
                .param("id", Long.parseLong(recipient.id()))
                .query(Long.class)
                .single();
    }

    private static Answer result(Future<Answer> answer) {
        try {
            return answer.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
