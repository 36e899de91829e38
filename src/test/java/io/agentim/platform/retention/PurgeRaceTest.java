package io.agentim.platform.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A purge to which everything acknowledged is old at once, beside those who use the server. */
@ServerTest
class PurgeRaceTest {
    private static final int MESSAGES = 300;

    @Autowired Server server;
    @Autowired JdbcTemplate jdbc;
    @Autowired TestPurges purges;
    @Autowired Clock clock;

    private void purgeAWeekLater() {
        var later = clock.instant().plus(Duration.ofDays(8));
        purges.run("acked-items", later);
        purges.run("messages", later);
    }

    /** Promise P10: whoever acks what is just being purged gets 204 or 404. */
    @Test
    void acksAndReadsNeverFailAndNothingUnackedGoes() throws Exception {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();
        Queue<String> sent = new ConcurrentLinkedQueue<>();
        Set<String> acked = new HashSet<>();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        var done = new AtomicBoolean();
        Thread sender =
                Thread.startVirtualThread(() -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        sent.add(alice.send(bob, "message " + i).text("id"));
                    }
                });
        Thread purger =
                Thread.startVirtualThread(() -> {
                    while (!done.get()) {
                        purgeAWeekLater();
                    }
                });
        List<Thread> ackers = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            ackers.add(
                    Thread.startVirtualThread(() -> {
                        while (!done.get()) {
                            bob.pending().stream()
                                    .map(item -> item.get("id").asString())
                                    .filter(id -> id.hashCode() % 3 != 0) // some stay for ever
                                    .forEach(id -> ackTwice(bob, id, acked, wrong));
                            var sync = bob.api().get("/v1/messages/sync?since_seq=0&limit=500");
                            if (sync.status() != 200) {
                                wrong.add(sync.body());
                            }
                        }
                    }));
        }
        sender.join();
        bob.pending().stream()
                .map(item -> item.get("id").asString())
                .filter(id -> id.hashCode() % 3 != 0)
                .forEach(id -> ackTwice(bob, id, acked, wrong));
        done.set(true);
        purger.join();
        for (Thread acker : ackers) {
            acker.join();
        }

        assertThat(wrong).isEmpty();
        var left = new HashSet<String>();
        bob.pending().forEach(item -> left.add(item.get("id").asString()));
        var expected = new HashSet<>(sent);
        expected.removeAll(acked);
        assertThat(left).isEqualTo(expected);
        assertThat(sent).hasSize(MESSAGES);
    }

    /** The first may find that the other thread's ack has been purged already. */
    private static void ackTwice(
            TestAccount bob, String id, Set<String> acked, Queue<String> wrong) {
        for (int i = 0; i < 2; i++) {
            var answer = bob.ack(id);
            if (answer.status() == 204) {
                synchronized (acked) {
                    acked.add(id);
                }
            } else if (answer.status() != 404) {
                wrong.add(answer.status() + " " + answer.body());
            }
        }
    }

    /** Promise P17: the connection dies in a batch of the real purge. */
    @Test
    void killedInTheMiddleItLosesNothingAndTheNextRunGoesOn() {
        TestAccount bob = server.newAgent();
        long account = Long.parseLong(bob.id());
        jdbc.update(
                """
                insert into inbox_item (account_id, seq, item_id, event, friend, mentioned, created_at, acked_at)
                select ?, n, gen_random_uuid(), '{"type":"x"}', false, false, now() - interval '20 days',
                       case when n % 5 > 0 then now() - interval '8 days' end
                from generate_series(1, 10000) n
                """,
                account);
        jdbc.update("update inbox_counter set seq = 10000 where account_id = ?", account);
        Purge real = purges.named("acked-items");
        var batches = new AtomicInteger();
        var killed =
                new Purge(
                        "acked-items",
                        real.every(),
                        (now, limit) -> {
                            var progress = real.step().take(now, limit);
                            if (batches.incrementAndGet() == 4) {
                                jdbc.execute("select pg_terminate_backend(pg_backend_pid())");
                            }
                            return progress;
                        });

        assertThatThrownBy(() -> purges.run(killed, clock.instant()))
                .isInstanceOf(RuntimeException.class);
        assertThat(rows(account, "acked_at is not null")).isEqualTo(5000);
        assertThat(rows(account, "acked_at is null")).isEqualTo(2000);

        purges.run(killed, clock.instant());
        assertThat(rows(account, "acked_at is not null")).isZero();
        assertThat(rows(account, "acked_at is null")).isEqualTo(2000);
        assertThat(number("select seq from inbox_counter where account_id = " + account))
                .isEqualTo(10000);
    }

    private long rows(long account, String condition) {
        return number(
                "select count(*) from inbox_item where account_id = %d and %s"
                        .formatted(account, condition));
    }

    private long number(String sql) {
        return JdbcClient.create(jdbc).sql(sql).query(Long.class).single();
    }
}
