package io.agentim.account;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.id.UuidV7;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Makes and revokes credentials, always as part of something larger. Every revocation is announced,
 * so that what is connected with the credential is hung up (promise S2).
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
class CredentialService {
    private static final Duration SESSION = Duration.ofDays(90);
    private static final String FIRST_KEY = "default";

    private final CredentialRepository credentials;
    private final ApplicationEventPublisher events;
    private final UuidV7 ids;
    private final Clock clock;

    CredentialService(
            CredentialRepository credentials,
            ApplicationEventPublisher events,
            UuidV7 ids,
            Clock clock) {
        this.credentials = credentials;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    String addFirstKey(AccountId agent) {
        return addKey(agent, FIRST_KEY, null).apiKey();
    }

    NewKey addKey(AccountId agent, String name, @Nullable Instant expiresAt) {
        UUID id = ids.next();
        String key = Secrets.generate(Secrets.AGENT_KEY);
        Instant now = clock.instant();
        credentials.insert(id, agent, key, name, now, expiresAt);
        return new NewKey(
                TypeId.format(Credential.KEY_PREFIX, id),
                name,
                key,
                Secrets.shown(key),
                now,
                expiresAt,
                null);
    }

    Session openSession(Account human, String userAgent) {
        String token = Secrets.generate(Secrets.HUMAN_TOKEN);
        Instant now = clock.instant();
        Instant end = now.plus(SESSION);
        credentials.insert(ids.next(), human.id(), token, userAgent, now, end);
        return Session.of(human, token, end);
    }

    /** Whether the account had such a credential. */
    boolean revoke(AccountId account, UUID id) {
        boolean revoked = credentials.revoke(account, id);
        if (revoked) {
            events.publishEvent(new CredentialsRevoked(account, List.of(id)));
        }
        return revoked;
    }

    void revokeAll(AccountId account) {
        announce(account, credentials.revokeAll(account, null));
    }

    void revokeAllBut(AccountId account, UUID kept) {
        announce(account, credentials.revokeAll(account, kept));
    }

    private void announce(AccountId account, List<UUID> revoked) {
        if (!revoked.isEmpty()) {
            events.publishEvent(new CredentialsRevoked(account, revoked));
        }
    }
}
