package io.agentim.delivery.webhook;

import io.agentim.account.AccountId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An account's webhook as registered, without what only an attempt needs. */
record Webhook(
        UUID id,
        AccountId account,
        String url,
        List<String> events,
        AutoAck autoAck,
        Instant createdAt,
        @Nullable Instant previousSecretUntil,
        @Nullable Instant pausedUntil,
        @Nullable Instant failingSince,
        @Nullable Instant lastFailedAt,
        @Nullable String lastError,
        @Nullable Integer lastStatus,
        @Nullable Instant lastDeliveredAt,
        @Nullable Instant disabledAt,
        @Nullable String disabledReason) {
    static final String ID_PREFIX = "wh";

    /** Nothing has happened to it yet. */
    static Webhook registered(
            UUID id,
            AccountId account,
            String url,
            List<String> events,
            AutoAck autoAck,
            Instant now) {
        return new Webhook(
                id, account, url, events, autoAck, now, null, null, null, null, null, null, null,
                null, null);
    }
}
