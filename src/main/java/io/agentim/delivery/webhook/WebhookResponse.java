package io.agentim.delivery.webhook;

import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * A webhook as its owner sees it, never with its secret.
 *
 * @param status active, paused on the receiver's wish, or disabled
 * @param pending deliveries still to be made
 * @param dead deliveries given up, which can be replayed
 * @param previousSecretUntil up to when the secret before the last rotation signs, too
 */
record WebhookResponse(
        String webhookId,
        String url,
        List<String> events,
        AutoAck autoAck,
        Instant createdAt,
        String status,
        @Nullable Instant disabledAt,
        @Nullable String disabledReason,
        @Nullable Instant pausedUntil,
        long pending,
        long dead,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant lastDeliveredAt,
        @Nullable Instant failingSince,
        @Nullable Instant lastFailedAt,
        @Nullable Integer lastStatus,
        @Nullable String lastError,
        @Nullable Instant previousSecretUntil) {

    /** What is answered once, when the secret is new. */
    record WithSecret(
            String webhookId,
            String webhookSecret,
            String url,
            List<String> events,
            AutoAck autoAck,
            Instant createdAt,
            @Nullable Instant previousSecretUntil) {

        static WithSecret of(Webhook webhook, String secret) {
            return new WithSecret(
                    TypeId.format(Webhook.ID_PREFIX, webhook.id()),
                    secret,
                    webhook.url(),
                    webhook.events(),
                    webhook.autoAck(),
                    webhook.createdAt(),
                    webhook.previousSecretUntil());
        }
    }

    static WebhookResponse of(Webhook webhook, HistoryRepository.Waiting waiting, Instant now) {
        return new WebhookResponse(
                TypeId.format(Webhook.ID_PREFIX, webhook.id()),
                webhook.url(),
                webhook.events(),
                webhook.autoAck(),
                webhook.createdAt(),
                status(webhook, now),
                webhook.disabledAt(),
                webhook.disabledReason(),
                future(webhook.pausedUntil(), now),
                waiting.pending(),
                waiting.dead(),
                waiting.next(),
                webhook.lastDeliveredAt(),
                webhook.failingSince(),
                webhook.lastFailedAt(),
                webhook.lastStatus(),
                webhook.lastError(),
                future(webhook.previousSecretUntil(), now));
    }

    private static String status(Webhook webhook, Instant now) {
        if (webhook.disabledAt() != null) {
            return "disabled";
        }
        return future(webhook.pausedUntil(), now) == null ? "active" : "paused";
    }

    private static @Nullable Instant future(@Nullable Instant time, Instant now) {
        return time == null || !time.isAfter(now) ? null : time;
    }
}
