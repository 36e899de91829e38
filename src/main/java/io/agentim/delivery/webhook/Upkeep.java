package io.agentim.delivery.webhook;

import io.agentim.delivery.DeliveryExecutors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What has to be done now and then: forget old deliveries, and measure the oldest waiting one. */
@Component
class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration MEASURE = Duration.ofSeconds(15);
    private static final Duration PURGE = Duration.ofMinutes(10);
    private static final int PURGE_STEP = 1000;

    private final DeliveryRepository deliveries;
    private final WebhookMetrics metrics;
    private final WebhookProperties settings;
    private final Clock clock;

    Upkeep(
            DeliveryRepository deliveries,
            WebhookMetrics metrics,
            WebhookProperties settings,
            DeliveryExecutors executors,
            Clock clock) {
        this.deliveries = deliveries;
        this.metrics = metrics;
        this.settings = settings;
        this.clock = clock;
        executors.runEvery(MEASURE, () -> quietly(this::measure));
        executors.runEvery(PURGE, () -> quietly(this::purge));
    }

    void measure() {
        Instant now = clock.instant();
        metrics.oldestPending(
                deliveries
                        .oldestPending()
                        .map(written -> Duration.between(written, now))
                        .orElse(Duration.ZERO));
    }

    /** In steps, so that no transaction is long (as promise P17). */
    void purge() {
        Instant before = clock.instant().minus(settings.retention());
        int purged;
        do {
            purged = deliveries.purge(before, PURGE_STEP);
        } while (purged == PURGE_STEP);
    }

    private static void quietly(Runnable task) {
        try {
            task.run();
        } catch (DataAccessException e) { // the next time, then
            log.atDebug().setCause(e).log("Webhook upkeep put off");
        }
    }
}
