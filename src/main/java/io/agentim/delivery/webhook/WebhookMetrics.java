package io.agentim.delivery.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What an operator watches: attempts by result, dead letters, and how long the oldest event has
 * been waiting.
 */
@Component
class WebhookMetrics {
    private final MeterRegistry registry;
    private final Counter deadLetters;
    private final Clock clock;
    private volatile double oldestSeconds;

    WebhookMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.deadLetters = registry.counter("agentim.webhook.dead.letter");
        Gauge.builder("agentim.webhook.oldest.pending", this, m -> m.oldestSeconds)
                .baseUnit("seconds")
                .register(registry);
    }

    void attempted(Answer answer, Instant writtenAt) {
        registry.counter("agentim.webhook.attempts", "result", answer.result()).increment();
        Timer.builder("agentim.webhook.answer")
                .register(registry)
                .record(Duration.ofMillis(answer.millis()));
        if (answer.delivered()) {
            Timer.builder("agentim.webhook.delay")
                    .register(registry)
                    .record(Duration.between(writtenAt, clock.instant()));
        }
    }

    /** The last attempt of a delivery has failed. */
    void buried() {
        deadLetters.increment();
    }

    void oldestPending(Duration age) {
        oldestSeconds = Math.max(0, age.toMillis() / 1000.0);
    }
}
