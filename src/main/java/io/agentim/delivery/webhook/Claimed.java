package io.agentim.delivery.webhook;

import io.agentim.account.AccountId;
import io.agentim.delivery.Event;
import io.agentim.delivery.InboxRow;
import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * A delivery that is this worker's until the lease ends, and all that an attempt needs.
 *
 * @param item what it delivers; null for an event that is no inbox item, and for an item that has
 *     expired or been purged
 * @param data the body's {@code data} for an event that is no inbox item
 * @param attempts those of the retry schedule before this one
 */
record Claimed(
        UUID id,
        AccountId account,
        String event,
        Instant createdAt,
        @Nullable InboxRow item,
        @Nullable String data,
        int attempts,
        Instant leaseUntil,
        String url,
        String secret,
        @Nullable String previousSecret) {

    String wireId() {
        return TypeId.format(Event.ID_PREFIX, id);
    }
}
