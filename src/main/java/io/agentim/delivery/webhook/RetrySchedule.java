package io.agentim.delivery.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When to try again (promise P21): ten attempts over some 67 hours. */
final class RetrySchedule {
    static final List<Duration> DELAYS =
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    Duration.ofHours(6),
                    Duration.ofHours(12),
                    Duration.ofHours(24),
                    Duration.ofHours(24));
    static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

    /** Receivers that failed together must not all be tried again together. */
    private static final double JITTER = 0.2;

    private RetrySchedule() {}

    /**
     * The pause after so many failed attempts; empty: it was the last.
     *
     * @param failed at least 1
     */
    static Optional<Duration> pauseAfter(int failed, RandomGenerator random) {
        if (failed > DELAYS.size()) {
            return Optional.empty();
        }
        double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
        return Optional.of(
                Duration.ofMillis(Math.round(DELAYS.get(failed - 1).toMillis() * factor)));
    }
}
