package io.agentim.platform.database;

import io.agentim.platform.error.Faults;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The database's clock, by which everything expires (promise P32), looked at twice a minute: how
 * far it is from this machine's, and whether what is old by it may be deleted. Thread-safe.
 */
@Component
public class DatabaseClock {
    private static final Logger log = LoggerFactory.getLogger(DatabaseClock.class);
    private static final Duration NOTICEABLE = Duration.ofSeconds(2);
    private static final Duration ALARMING = Duration.ofSeconds(60);

    /** An answer that took longer says too little about the skew. */
    private static final Duration QUICK = Duration.ofSeconds(1);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ClockGuard guard = new ClockGuard();
    private volatile Duration skew = Duration.ZERO;

    DatabaseClock(JdbcClient jdbc, Clock clock, MeterRegistry registry) {
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("agentim.clock.skew", this, c -> c.skew.toMillis() / 1000.0)
                .baseUnit("seconds")
                .description("How far this machine's clock is ahead of the database's")
                .register(registry);
        Gauge.builder("agentim.clock.doubtful", guard, g -> g.isAlarmed() ? 1 : 0)
                .description("1 while nothing is purged because a clock is wrong")
                .register(registry);
    }

    /**
     * What the time is there.
     *
     * @return empty while nothing may be deleted for its age: the server has just started, or the
     *     clock has leapt (promise P17)
     */
    public Optional<Instant> trustedNow() {
        ClockGuard.Reading reading = read();
        return guard.trusts(reading) ? Optional.of(reading.theirs()) : Optional.empty();
    }

    /** How far this machine's clock is ahead of the database's, if that is much. */
    public Optional<Duration> alarmingSkew() {
        return skew.abs().compareTo(ALARMING) > 0 ? Optional.of(skew) : Optional.empty();
    }

    @Scheduled(fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
    void look() {
        try {
            guard.trusts(read());
        } catch (RuntimeException e) {
            if (!Faults.isDatabaseAway(e)) {
                throw e;
            }
        }
    }

    private ClockGuard.Reading read() {
        Instant asked = clock.instant();
        long began = System.nanoTime();
        Instant theirs =
                jdbc.sql("select clock_timestamp()")
                        .query((row, _) -> row.getObject(1, OffsetDateTime.class))
                        .single()
                        .toInstant();
        var took = Duration.ofNanos(System.nanoTime() - began);
        Instant ours = asked.plus(took.dividedBy(2));
        if (took.compareTo(QUICK) <= 0) {
            note(Duration.between(theirs, ours));
        }
        return new ClockGuard.Reading(theirs, ours, began);
    }

    /** Warns when the two begin to differ, not at every look. */
    void note(Duration measured) {
        boolean before = skew.abs().compareTo(NOTICEABLE) > 0;
        skew = measured;
        if (!before && measured.abs().compareTo(NOTICEABLE) > 0) {
            log.atWarn()
                    .addKeyValue("skew", measured)
                    .log("The clocks of this machine and of the database differ");
        }
    }
}
