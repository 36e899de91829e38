package io.agentim.delivery.webhook;

import io.agentim.account.AccountId;
import io.agentim.delivery.Event;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.id.UuidV7;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.springframework.stereotype.Component;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;

/**
 * Where the operator wants it, a URL is registered only after its server has repeated a random
 * text: so nobody points a webhook at somebody else's (hardening T9).
 */
@Component
class Challenge {
    private static final String EVENT = "webhook.challenge";
    private static final int NONCE_LENGTH = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final WebhookClient client;
    private final WebhookProperties settings;
    private final RateLimits limits;
    private final UuidV7 ids;
    private final Clock clock;

    Challenge(
            WebhookClient client,
            WebhookProperties settings,
            RateLimits limits,
            UuidV7 ids,
            Clock clock) {
        this.client = client;
        this.settings = settings;
        this.limits = limits;
        this.ids = ids;
        this.clock = clock;
    }

    /** Does nothing unless the operator has asked for it. */
    void requireAnswer(AccountId account, EndpointUrl url, String secret) {
        if (!settings.challenge()) {
            return;
        }
        limits.take(Limit.TARGET, url.target());
        byte[] random = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(random);
        String nonce = Base64.getUrlEncoder().encodeToString(random);
        byte[] body = WebhookBody.challenge(account, nonce);
        String id = TypeId.format(Event.ID_PREFIX, ids.next());
        Answer answer =
                client.post(
                        url, body, Signer.headers(id, EVENT, body, secret, null, clock.instant()));
        if (!answer.delivered() || !answer.body().contains(nonce)) {
            throw DomainException.invalid(
                    "url", "url did not answer its webhook.challenge with the challenge's text");
        }
    }
}
