package io.agentim.delivery.webhook;

import io.agentim.account.AccountEvents.AccountDeleted;
import io.agentim.account.AccountId;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.UuidV7;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Registers, rotates and removes webhooks (contract 2.7). */
@Service
class WebhookService {
    private static final Duration OVERLAP = Duration.ofHours(24);

    private final WebhookRepository webhooks;
    private final HistoryRepository history;
    private final Endpoints endpoints;
    private final Challenge challenge;
    private final SecretBox secrets;
    private final Dispatcher dispatcher;
    private final RateLimits limits;
    private final UuidV7 ids;
    private final Clock clock;

    WebhookService(
            WebhookRepository webhooks,
            HistoryRepository history,
            Endpoints endpoints,
            Challenge challenge,
            SecretBox secrets,
            Dispatcher dispatcher,
            RateLimits limits,
            UuidV7 ids,
            Clock clock) {
        this.webhooks = webhooks;
        this.history = history;
        this.endpoints = endpoints;
        this.challenge = challenge;
        this.secrets = secrets;
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.ids = ids;
        this.clock = clock;
    }

    /** In place of the account's present webhook, if it has one. */
    WebhookResponse.WithSecret register(AccountId account, RegisterWebhookRequest request) {
        Webhook webhook = composed(account, request);
        EndpointUrl url = endpoints.parse(webhook.url());
        limits.take(Limit.WEBHOOK, account.toString());
        endpoints.requireReachable(url);
        String secret = Signer.newSecret();
        challenge.requireAnswer(account, url, secret);
        webhooks.replace(webhook, secrets.seal(account, secret));
        dispatcher.wakeUp(account);
        return WebhookResponse.WithSecret.of(webhook, secret);
    }

    private Webhook composed(AccountId account, RegisterWebhookRequest request) {
        if (request.url() == null || request.url().isBlank()) {
            throw DomainException.required("url");
        }
        return Webhook.registered(
                ids.next(),
                account,
                request.url().strip(),
                WebhookEvents.of(request.events()),
                AutoAck.of(request.autoAck()),
                clock.instant());
    }

    WebhookResponse get(AccountId account) {
        return WebhookResponse.of(require(account), history.waiting(account), clock.instant());
    }

    private Webhook require(AccountId account) {
        return webhooks.find(account).orElseThrow(WebhookService::none);
    }

    void delete(AccountId account) {
        limits.take(Limit.WEBHOOK, account.toString());
        if (!webhooks.delete(account)) {
            throw none();
        }
    }

    /** Inside the transaction that deletes the account: no further attempt is begun. */
    @EventListener
    void on(AccountDeleted event) {
        webhooks.delete(event.accountId());
    }

    /** A new secret; the present one signs beside it for a day. */
    WebhookResponse.WithSecret rotate(AccountId account) {
        limits.take(Limit.WEBHOOK, account.toString());
        String secret = Signer.newSecret();
        Instant until = clock.instant().plus(OVERLAP);
        if (!webhooks.rotate(account, secrets.seal(account, secret), until)) {
            throw none();
        }
        return WebhookResponse.WithSecret.of(require(account), secret);
    }

    /** Whatever waits is tried now, also after the webhook was disabled. */
    WebhookResponse resume(AccountId account) {
        limits.take(Limit.WEBHOOK, account.toString());
        if (!webhooks.resume(account, clock.instant())) {
            throw none();
        }
        dispatcher.wakeUp(account);
        return get(account);
    }

    static DomainException none() {
        return DomainException.notFound("you have no webhook");
    }
}
