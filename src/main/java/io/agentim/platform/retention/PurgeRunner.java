package io.agentim.platform.retention;

import io.agentim.platform.retention.Purge.Progress;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Runs a purge to its end in transactions so small that nobody waits for them: at most a thousand
 * rows and a second each, and as long a pause after it (promise P17). Whatever ends it in between,
 * the next run goes on from there.
 */
final class PurgeRunner {
    private static final int MAX_ROWS = 1000;
    private static final String PATIENCE = "set local statement_timeout = '1s'";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final PurgeMetrics metrics;
    private final Supplier<Optional<Instant>> clock;

    /**
     * @param clock the time by which things are old, empty while it must not be believed
     */
    PurgeRunner(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            PurgeMetrics metrics,
            Supplier<Optional<Instant>> clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * @param stopping asked between two transactions
     */
    void run(Purge purge, BooleanSupplier stopping) throws InterruptedException {
        int limit = MAX_ROWS;
        while (!stopping.getAsBoolean()) {
            Optional<Instant> now = clock.get();
            if (now.isEmpty()) {
                return;
            }
            long began = System.nanoTime();
            try {
                Progress progress = step(purge, now.get(), limit);
                metrics.purged(purge, progress.purged());
                if (!progress.more()) {
                    metrics.finished(purge);
                    return;
                }
            } catch (QueryTimeoutException e) {
                if (limit == 1) {
                    throw e;
                }
                limit = Math.max(limit / 4, 1);
            }
            Thread.sleep(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private Progress step(Purge purge, Instant now, int limit) {
        return Objects.requireNonNull(
                transaction.execute(_ -> {
                    jdbc.execute(PATIENCE);
                    return purge.step().take(now, limit);
                }));
    }
}
