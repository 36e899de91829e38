package io.agentim.platform.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentim.platform.retention.Purge.Progress;
import io.agentim.support.ServerTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The steps of a purge (promise P17), on a table of the test's own. */
@ServerTest
class PurgeRunnerTest {
    private static final Instant NOW = Instant.parse("2026-04-13T10:00:00Z");

    @Autowired JdbcTemplate jdbc;
    @Autowired TransactionTemplate transaction;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Integer> limits = new ArrayList<>();

    @BeforeEach
    void fill() {
        jdbc.execute("drop table if exists old_thing");
        jdbc.execute("create table old_thing (n integer primary key)");
        jdbc.execute("insert into old_thing select generate_series(1, 4500)");
    }

    private int left() {
        return JdbcClient.create(jdbc)
                .sql("select count(*) from old_thing")
                .query(Integer.class)
                .single();
    }

    private int delete(int limit) {
        limits.add(limit);
        return jdbc.update(
                "delete from old_thing where n in (select n from old_thing order by n limit ?)",
                limit);
    }

    private final Purge plain =
            Purge.byAge("old-things", Duration.ofHours(1), (_, limit) -> delete(limit));

    private void run(Purge purge) throws InterruptedException {
        run(purge, Stream.generate(() -> Optional.of(NOW)).iterator());
    }

    private void run(Purge purge, Iterator<Optional<Instant>> clock) throws InterruptedException {
        var metrics = new PurgeMetrics(registry, Clock.fixed(NOW, ZoneOffset.UTC));
        new PurgeRunner(jdbc, transaction, metrics, clock::next).run(purge, () -> false);
    }

    @Test
    void goesToTheEndInTransactionsOfAThousandRowsAndCounts() throws Exception {
        run(plain);

        assertThat(limits).containsExactly(1000, 1000, 1000, 1000, 1000);
        assertThat(left()).isZero();
        assertThat(registry.get("agentim.retention.purged").tag("what", "old-things").counter())
                .extracting(c -> c.count())
                .isEqualTo(4500.0);
        assertThat(registry.get("agentim.retention.last.run").tag("what", "old-things").gauge())
                .extracting(g -> g.value())
                .isEqualTo((double) NOW.getEpochSecond());
    }

    @Test
    void whatTakesLongerThanASecondIsRolledBackAndTriedInSmallerParts() throws Exception {
        var slow =
                Purge.byAge(
                        "slow-things",
                        Duration.ofHours(1),
                        (_, limit) -> {
                            int deleted = delete(limit);
                            if (limit > 300) {
                                jdbc.execute("select pg_sleep(3)");
                            }
                            return deleted;
                        });
        run(slow);

        assertThat(limits.subList(0, 4)).containsExactly(1000, 250, 250, 250);
        assertThat(left()).isZero();
        assertThat(registry.get("agentim.retention.purged").counter().count()).isEqualTo(4500);
    }

    @Test
    void whatIsTooSlowInTheSmallestPartsFails() {
        var hopeless =
                new Purge(
                        "hopeless",
                        Duration.ofHours(1),
                        (_, limit) -> {
                            limits.add(limit);
                            jdbc.execute("set local statement_timeout = '1ms'");
                            jdbc.execute("select pg_sleep(3)");
                            return new Progress(0, true);
                        });

        assertThatThrownBy(() -> run(hopeless)).isInstanceOf(DataAccessException.class);
        assertThat(limits).containsExactly(1000, 250, 62, 15, 3, 1);
    }

    /** As after a leap of the clock in the middle of a run. */
    @Test
    void stopsWhenTheClockIsNoLongerTrusted() throws Exception {
        run(
                plain,
                List.of(Optional.of(NOW), Optional.of(NOW), Optional.<Instant>empty()).iterator());

        assertThat(left()).isEqualTo(2500);
        assertThat(registry.find("agentim.retention.last.run").gauge()).isNull();
    }

    @Test
    void killedInTheMiddleOfABatchLosesNothingAndGoesOn() throws Exception {
        var killed =
                Purge.byAge(
                        "killed",
                        Duration.ofHours(1),
                        (_, limit) -> {
                            int deleted = delete(limit);
                            if (limits.size() == 3) {
                                jdbc.execute("select pg_terminate_backend(pg_backend_pid())");
                            }
                            return deleted;
                        });

        assertThatThrownBy(() -> run(killed)).isInstanceOf(RuntimeException.class);
        assertThat(left()).as("the third batch is undone").isEqualTo(2500);

        run(killed);
        assertThat(left()).isZero();
    }
}
