package io.agentim.delivery.webhook;

import io.agentim.delivery.WebhookDisabled;
import io.agentim.delivery.webhook.DeliveryRepository.Streak;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Duration;
import java.time.Instant;

/**
 * Gives an endpoint up that has failed for days or wants nothing any more (promise P24). Nothing is
 * lost by it: the items stay in the mailbox.
 */
@Service
class Surrender {
    private static final Logger log = LoggerFactory.getLogger(Surrender.class);
    private static final Duration PATIENCE = Duration.ofDays(5);
    private static final int MIN_FAILURES = 10;

    private final WebhookRepository webhooks;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;

    Surrender(
            WebhookRepository webhooks,
            TransactionTemplate transaction,
            ApplicationEventPublisher events) {
        this.webhooks = webhooks;
        this.transaction = transaction;
        this.events = events;
    }

    void consider(Claimed delivery, Answer answer, Streak streak, Instant now) {
        if (answer.gone()) {
            disable(delivery, "the receiver answered 410 Gone", now);
        } else if (streak.failures() >= MIN_FAILURES
                && !streak.since().plus(PATIENCE).isAfter(now)) {
            disable(
                    delivery,
                    "every attempt of five days has failed, the last with: " + answer.error(),
                    now);
        }
    }

    private void disable(Claimed delivery, String reason, Instant now) {
        transaction.executeWithoutResult(_ -> {
            if (webhooks.disable(delivery.account(), delivery.url(), reason, now)) {
                events.publishEvent(
                        new WebhookDisabled(delivery.account(), delivery.url(), reason));
                log.atWarn()
                        .addKeyValue("account", delivery.account())
                        .addKeyValue("reason", reason)
                        .log("Webhook disabled");
            }
        });
    }
}
