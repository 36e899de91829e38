package io.agentim.platform.retention;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an operator watches: rows purged, and when each purge last came to its end. With several
 * servers, whichever did it knows: take the sum, and the latest.
 */
@Component
class PurgeMetrics {
    private final MeterRegistry registry;
    private final Clock clock;
    private final ConcurrentHashMap<String, AtomicLong> lastRuns = new ConcurrentHashMap<>();

    PurgeMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    void purged(Purge purge, int rows) {
        registry.counter("agentim.retention.purged", "what", purge.name()).increment(rows);
    }

    void finished(Purge purge) {
        lastRuns.computeIfAbsent(purge.name(), this::register)
                .set(clock.instant().getEpochSecond());
    }

    private AtomicLong register(String purge) {
        var seconds = new AtomicLong();
        Gauge.builder("agentim.retention.last.run", seconds, AtomicLong::get)
                .baseUnit("seconds")
                .description("When it last came to its end, since 1970")
                .tag("what", purge)
                .register(registry);
        return seconds;
    }
}
