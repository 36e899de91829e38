package io.agentim.platform.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.platform.retention.Purge.Progress;
import io.agentim.support.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Several servers on one database, each with a schedule of its own. */
class PurgeScheduleTest {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration EVERY = Duration.ofMillis(200);

    /** A database that can be away. */
    private static final class Database extends DelegatingDataSource {
        volatile boolean away;
        final AtomicInteger refused = new AtomicInteger();

        Database(DriverManagerDataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                refused.incrementAndGet();
                throw new SQLException("away", "08001");
            }
            return super.getConnection();
        }
    }

    private final List<PurgeSchedule> schedules = new ArrayList<>();
    private Database database;

    @BeforeEach
    void createTable() throws SQLException {
        var details = TestDatabase.newDatabase();
        database =
                new Database(
                        new DriverManagerDataSource(
                                details.getJdbcUrl(),
                                Objects.requireNonNull(details.getUsername()),
                                Objects.requireNonNull(details.getPassword())));
        try (var connection = database.getConnection()) {
            ScriptUtils.executeSqlScript(
                    connection,
                    new ClassPathResource("db/migration/V12__create_scheduled_tasks.sql"));
        }
    }

    @AfterEach
    void stopAll() {
        schedules.forEach(PurgeSchedule::stop);
    }

    private PurgeSchedule start(String name, List<Purge> purges) {
        var jdbc = new JdbcTemplate(database);
        var runner =
                new PurgeRunner(
                        jdbc,
                        new TransactionTemplate(new JdbcTransactionManager(database)),
                        new PurgeMetrics(new SimpleMeterRegistry(), Clock.systemUTC()),
                        () -> Optional.of(Instant.EPOCH));
        var schedule = new PurgeSchedule(purges, runner, database, Clock.systemUTC(), name, POLL);
        schedules.add(schedule);
        schedule.start();
        return schedule;
    }

    private record Run(String server, String purge, long began, long ended) {}

    /** Takes some time, so that another server has the chance to do the same. */
    private static List<Purge> recording(String server, ConcurrentLinkedQueue<Run> runs) {
        return Stream.of("one", "two", "three", "four")
                .map(name ->
                        new Purge(
                                name,
                                EVERY,
                                (_, _) -> {
                                    long began = System.nanoTime();
                                    LockSupport.parkNanos(30_000_000);
                                    runs.add(new Run(server, name, began, System.nanoTime()));
                                    return new Progress(0, false);
                                }))
                .toList();
    }

    @Test
    void eachIsRunByOneServerAtATimeAndInItsTurn() {
        var runs = new ConcurrentLinkedQueue<Run>();
        start("a", recording("a", runs));
        start("b", recording("b", runs));

        await().atMost(Duration.ofSeconds(60)).until(() -> runs.size() >= 100);

        assertThat(runs).extracting(Run::server).contains("a", "b");
        for (String name : List.of("one", "two", "three", "four")) {
            List<Run> own = runs.stream().filter(r -> r.purge().equals(name)).toList();
            assertThat(own).hasSizeGreaterThan(10);
            for (int i = 1; i < own.size(); i++) {
                assertThat(own.get(i).began() - own.get(i - 1).ended())
                        .as("pause before run %d of %s", i, name)
                        .isGreaterThanOrEqualTo(EVERY.toNanos() * 9 / 10);
            }
        }
    }

    @Test
    void aStopDoesNotWaitForTheEndAndTheOtherServerGoesOn() {
        Set<String> working = ConcurrentHashMap.newKeySet();
        var first = start("a", List.of(endless("a", working)));
        await().until(() -> working.contains("a"));

        long began = System.nanoTime();
        first.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        working.clear();
        start("b", List.of(endless("b", working)));

        await().atMost(Duration.ofSeconds(10)).until(() -> working.contains("b"));
        assertThat(working).doesNotContain("a");
    }

    private static Purge endless(String server, Set<String> working) {
        return new Purge(
                "endless",
                EVERY,
                (_, _) -> {
                    working.add(server);
                    return new Progress(1, true);
                });
    }

    /** Promise P27: forty seconds without a sign of life, and a look every twenty. */
    @Test
    void whatAKilledServerWasDoingIsTakenUpAndWhatALivingOneDoesIsNot() {
        var runs = new ConcurrentLinkedQueue<Run>();
        for (String purge : List.of("one", "two")) {
            new JdbcTemplate(database)
                    .update(
                            """
                            insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                            values (?, 'recurring', now() - interval '50 s', true, 'another', now() - cast(? as interval), 1)
                            """,
                            purge,
                            purge.equals("one") ? "45 s" : "5 s");
        }
        start("a", recording("a", runs));

        await().atMost(Duration.ofSeconds(10))
                .until(() -> runs.stream().filter(r -> r.purge().equals("one")).count() > 2);
        assertThat(runs).extracting(Run::purge).contains("three").doesNotContain("two");
    }

    @Test
    void anAbsentDatabaseIsSurvivedAtTheStartAndLater() {
        var runs = new AtomicInteger();
        var counting =
                new Purge(
                        "counting",
                        EVERY,
                        (_, _) -> {
                            runs.incrementAndGet();
                            return new Progress(0, false);
                        });
        database.away = true;
        start("a", List.of(counting));
        await().until(() -> database.refused.get() > 0);
        database.away = false;
        await().atMost(Duration.ofSeconds(10)).until(() -> runs.get() > 1);

        database.away = true;
        int refused = database.refused.get();
        await().until(() -> database.refused.get() > refused + 5);
        database.away = false;

        int before = runs.get();
        // Up to a minute, if a run could not note its own end.
        await().atMost(Duration.ofSeconds(90)).until(() -> runs.get() > before + 1);
    }

    /** Every step fails at first; the job is not lost, nor are the others. */
    @Test
    void whatFailsIsTriedAgain() {
        var failures = new CountDownLatch(3);
        var successes = new AtomicInteger();
        var stumbling =
                new Purge(
                        "stumbling",
                        EVERY,
                        (_, _) -> {
                            failures.countDown();
                            if (failures.getCount() > 0) {
                                throw new IllegalStateException("not yet");
                            }
                            successes.incrementAndGet();
                            return new Progress(0, false);
                        });
        start("a", List.of(stumbling));

        await().atMost(Duration.ofSeconds(20)).until(() -> successes.get() > 0);
    }
}
