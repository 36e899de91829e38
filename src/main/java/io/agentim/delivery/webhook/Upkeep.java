package io.agentim.delivery.webhook;

import io.agentim.delivery.DeliveryExecutors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Measures now and then how long the oldest delivery has been waiting; every server for itself. */
@Component
class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration MEASURE = Duration.ofSeconds(15);

    private final UpkeepRepository deliveries;
    private final WebhookMetrics metrics;
    private final Clock clock;

    Upkeep(
            UpkeepRepository deliveries,
            WebhookMetrics metrics,
            DeliveryExecutors executors,
            Clock clock) {
        this.deliveries = deliveries;
        this.metrics = metrics;
        this.clock = clock;
        executors.runEvery(MEASURE, this::measureQuietly);
    }

    void measure() {
        Instant now = clock.instant();
        metrics.oldestPending(
                deliveries
                        .oldestPending()
                        .map(written -> Duration.between(written, now))
                        .orElse(Duration.ZERO));
    }

    private void measureQuietly() {
        try {
            measure();
        } catch (DataAccessException e) { // the next time, then
            log.atDebug().setCause(e).log("Oldest webhook delivery not measured");
        }
    }
}
