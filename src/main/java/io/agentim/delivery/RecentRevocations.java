package io.agentim.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountEvents.CredentialsRevoked;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

import java.time.Duration;
import java.util.UUID;

/**
 * Which credentials were revoked a moment ago. A link or a poll is authenticated first and
 * registered then; if its credential is revoked between the two, whoever closes what is registered
 * does not find it. So each looks here once it is registered (promise S2). Thread-safe.
 */
@Component
public class RecentRevocations {
    private final Cache<UUID, Boolean> revoked =
            Caffeine.newBuilder()
                    .expireAfterWrite(Duration.ofMinutes(2))
                    .maximumSize(100_000)
                    .build();

    /** Before those who close what is registered. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @TransactionalEventListener(fallbackExecution = true)
    void onRevoked(CredentialsRevoked event) {
        event.credentialIds().forEach(id -> revoked.put(id, true));
    }

    public boolean contains(UUID credentialId) {
        return revoked.getIfPresent(credentialId) != null;
    }
}
