package io.agentim.platform.retention;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Carries out the server's purges as they are scheduled, at the time that a test says it is. */
@Component
public class TestPurges {
    private final List<Purge> purges;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TestPurges(
            List<Purge> purges, JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock) {
        this.purges = purges;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    public Purge named(String name) {
        return purges.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    public void run(String name, Instant now) {
        run(named(name), now);
    }

    public void run(Purge purge, Instant now) {
        var metrics = new PurgeMetrics(new SimpleMeterRegistry(), clock);
        var runner = new PurgeRunner(jdbc, transaction, metrics, () -> Optional.of(now));
        try {
            runner.run(purge, () -> false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
