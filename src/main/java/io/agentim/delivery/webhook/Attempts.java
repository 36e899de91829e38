package io.agentim.delivery.webhook;

import io.agentim.delivery.Inbox;
import io.agentim.delivery.webhook.Answer.Failure;
import io.agentim.platform.error.DomainException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** One attempt, from the body to the note of what came of it. Thread-safe. */
@Service
class Attempts {
    private static final Logger log = LoggerFactory.getLogger(Attempts.class);

    private final WebhookClient client;
    private final Endpoints endpoints;
    private final SecretBox secrets;
    private final DeliveryRepository deliveries;
    private final Surrender surrender;
    private final Inbox inbox;
    private final WebhookMetrics metrics;
    private final Clock clock;

    Attempts(
            WebhookClient client,
            Endpoints endpoints,
            SecretBox secrets,
            DeliveryRepository deliveries,
            Surrender surrender,
            Inbox inbox,
            WebhookMetrics metrics,
            Clock clock) {
        this.client = client;
        this.endpoints = endpoints;
        this.secrets = secrets;
        this.deliveries = deliveries;
        this.surrender = surrender;
        this.inbox = inbox;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Blocks until the receiver has answered or its time is up. What the database could not be told
     * is tried again after the lease.
     *
     * @return whether the receiver has the event
     */
    boolean make(Claimed delivery) {
        Instant startedAt = clock.instant();
        byte[] body = WebhookBody.of(delivery);
        if (body == null) {
            deliveries.bury(
                    delivery, "not_sent: the item has expired or is no longer kept", startedAt);
            metrics.buried();
            return true; // no fault of the receiver's
        }
        Answer answer = send(delivery, body, startedAt);
        metrics.attempted(answer, delivery.createdAt());
        note(delivery, answer, startedAt, pauseAfter(delivery, answer));
        return answer.delivered();
    }

    private Answer send(Claimed delivery, byte[] body, Instant now) {
        try {
            EndpointUrl url = endpoints.parse(delivery.url());
            return client.post(url, body, headers(delivery, body, now));
        } catch (DomainException e) { // the operator has changed what is allowed
            return Answer.failed(Failure.BLOCKED_ADDRESS, e.detail(), 0);
        } catch (SecretBox.UnreadableException e) {
            log.atError().addKeyValue("account", delivery.account()).log(e.getMessage());
            return Answer.failed(
                    Failure.NOT_SENT, "the secret is no longer readable: register again", 0);
        }
    }

    private Map<String, String> headers(Claimed delivery, byte[] body, Instant now) {
        String previous = delivery.previousSecret();
        return Signer.headers(
                delivery.wireId(),
                delivery.event(),
                body,
                secrets.open(delivery.account(), delivery.secret()),
                previous == null ? null : secrets.open(delivery.account(), previous),
                now);
    }

    private static Optional<Duration> pauseAfter(Claimed delivery, Answer answer) {
        if (delivery.event().equals(WebhookBody.TEST_EVENT)) {
            return Optional.empty();
        }
        Duration asked = answer.retryAfter();
        return RetrySchedule.pauseAfter(delivery.attempts() + 1, ThreadLocalRandom.current())
                .map(pause -> asked != null && asked.compareTo(pause) > 0 ? asked : pause);
    }

    private void note(
            Claimed delivery, Answer answer, Instant startedAt, Optional<Duration> pause) {
        Instant now = clock.instant();
        if (answer.delivered()) {
            deliveries
                    .delivered(delivery, answer, startedAt, now)
                    .ifPresent(seq -> inbox.announceAck(delivery.account(), seq));
            return;
        }
        Duration asked = answer.retryAfter();
        Optional<DeliveryRepository.Streak> streak =
                deliveries.failed(
                        delivery,
                        answer,
                        startedAt,
                        now,
                        pause.map(now::plus).orElse(null),
                        asked == null ? null : now.plus(asked));
        if (streak.isEmpty()) {
            return;
        }
        if (pause.isEmpty()) {
            metrics.buried();
        }
        logBlocked(delivery, answer);
        surrender.consider(delivery, answer, streak.get(), now);
    }

    private static void logBlocked(Claimed delivery, Answer answer) {
        if (answer.failure() == Failure.BLOCKED_ADDRESS) {
            log.atWarn()
                    .addKeyValue("account", delivery.account())
                    .log("Webhook to a private address blocked");
        }
    }
}
