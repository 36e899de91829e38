package io.agentim.delivery.webhook;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * A delivery as its owner sees it: everything but what the receiver answered, which would make this
 * server a window into whatever network it can reach (hardening T8).
 *
 * @param seq of the item that it carries, if any
 * @param attempts when one is looked at: what came of each, the oldest first
 */
record DeliveryView(
        String id,
        String event,
        @Nullable Long seq,
        String status,
        int attemptCount,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant lastAttemptAt,
        @Nullable Integer lastStatus,
        @Nullable String lastError,
        @Nullable Instant endedAt,
        @Nullable List<Attempt> attempts) {

    /**
     * @param status of the answer, if there was one
     * @param error absent when it was delivered
     */
    record Attempt(
            Instant startedAt, long latencyMs, @Nullable Integer status, @Nullable String error) {}

    /**
     * @param nextCursor for the following page, when there is one
     */
    record Page(List<DeliveryView> deliveries, boolean hasMore, @Nullable String nextCursor) {}

    DeliveryView with(List<Attempt> made) {
        return new DeliveryView(
                id,
                event,
                seq,
                status,
                attemptCount,
                createdAt,
                nextAttemptAt,
                lastAttemptAt,
                lastStatus,
                lastError,
                endedAt,
                made);
    }
}
