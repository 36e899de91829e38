package io.agentim.platform.retention;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import io.agentim.platform.start.StopsBesideServer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

/**
 * Has each purge run by one of the servers on the database, whichever comes first, and by another
 * one within a minute when that is killed (promise P27). Between two looks at its table it costs
 * nothing.
 */
final class PurgeSchedule implements StopsBesideServer {
    private static final Logger log = LoggerFactory.getLogger(PurgeSchedule.class);
    private static final int AT_A_TIME = 2;

    /** Dead after four missed ones, which is looked for every second one: within 60 s. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final List<Purge> purges;
    private final PurgeRunner runner;
    private final DataSource database;
    private final Clock clock;
    private final String name;
    private final Duration poll;
    private @Nullable Scheduler scheduler;
    private volatile boolean running;

    /**
     * @param name of this server in the table, for people who look at it
     * @param poll how often to look for what is due
     */
    PurgeSchedule(
            List<Purge> purges,
            PurgeRunner runner,
            DataSource database,
            java.time.Clock clock,
            String name,
            Duration poll) {
        this.purges = purges;
        this.runner = runner;
        this.database = database;
        this.clock = steady(clock);
        this.name = name;
        this.poll = poll;
    }

    /**
     * The wall time at the start, and from then on what has passed: a clock that is set back would
     * hold up every job for so long.
     */
    private static Clock steady(java.time.Clock clock) {
        Instant start = clock.instant();
        long began = System.nanoTime();
        return () -> start.plusNanos(System.nanoTime() - began);
    }

    @Override
    public void start() {
        running = true;
        Scheduler created = create();
        scheduler = created;
        Thread.ofVirtual().name("purge-start").start(() -> begin(created));
    }

    /**
     * The library enters the jobs into its table when it starts, and only then, so the database
     * must be there; the server need not wait for that.
     */
    private void begin(Scheduler created) {
        try {
            while (running && !isDatabaseThere()) {
                Thread.sleep(RETRY);
            }
            if (running) {
                created.start();
            }
        } catch (InterruptedException | RejectedExecutionException _) {
            // stopped meanwhile
        }
    }

    private boolean isDatabaseThere() {
        try (var connection = database.getConnection()) {
            return connection.isValid(1);
        } catch (SQLException _) {
            return false;
        }
    }

    private Scheduler create() {
        ThreadFactory threads = Thread.ofVirtual().name("purge-", 0).factory();
        return Scheduler.create(database)
                .startTasks(purges.stream().map(this::task).toList())
                .schedulerName(new SchedulerName.Fixed(name))
                .clock(clock)
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                .threads(AT_A_TIME)
                .executorService(Executors.newFixedThreadPool(AT_A_TIME, threads))
                .dueExecutor(Executors.newSingleThreadExecutor(threads))
                .housekeeperExecutor(Executors.newScheduledThreadPool(1, threads))
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(poll)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .failureLogging(LogLevel.WARN, true)
                .shutdownMaxWait(Duration.ofSeconds(2)) // a step, or the pause after it
                .addSchedulerListener(new Outages())
                .build();
    }

    private RecurringTask<Void> task(Purge purge) {
        return Tasks.recurring(purge.name(), FixedDelay.of(purge.every()))
                // The library's own handler would take the wall clock.
                .onDeadExecution((dead, it) -> it.reschedule(dead, dead.getTimeDone()))
                .execute((_, _) -> run(purge));
    }

    private void run(Purge purge) {
        try {
            runner.run(purge, () -> !running);
        } catch (InterruptedException _) {
            // The server stops; the library has yet to write that the run has ended.
        }
    }

    /** The library logs every failed look with its stack; one line when it begins is enough. */
    private static final class Outages extends AbstractSchedulerListener {
        private final AtomicBoolean failing = new AtomicBoolean();

        @Override
        public void onSchedulerEvent(SchedulerEventType type) {
            if (type == SchedulerEventType.UNEXPECTED_ERROR && !failing.getAndSet(true)) {
                log.warn("The scheduled purges cannot be looked up, trying again");
            } else if (type == SchedulerEventType.RAN_DETECT_DEAD && failing.getAndSet(false)) {
                log.info("The scheduled purges can be looked up again");
            }
        }
    }

    /** Waits for the transactions that are under way. */
    @Override
    public void stop() {
        running = false;
        Scheduler started = scheduler;
        if (started != null) {
            started.stop();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
