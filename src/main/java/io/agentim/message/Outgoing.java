package io.agentim.message;

import io.agentim.account.AccountId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A direct message on its way into the database.
 *
 * @param threadIsNew the thread is made together with the message
 * @param repliesTo the message whose hop this one goes on counting, if it is one of ours
 * @param expiresAt from when on it is delivered to nobody any more
 * @param payload its JSON without what differs per recipient
 * @param files that its text names
 * @param watched by the loop guard
 */
record Outgoing(
        UUID id,
        AccountId sender,
        AccountId recipient,
        ConversationThread thread,
        boolean threadIsNew,
        @Nullable UUID repliesTo,
        Instant createdAt,
        @Nullable Instant expiresAt,
        String payload,
        @Nullable IdempotencyKey key,
        Set<UUID> files,
        boolean watched) {}
