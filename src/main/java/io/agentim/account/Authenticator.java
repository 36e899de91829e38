package io.agentim.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.AccountEvents.ProfileChanged;
import io.agentim.platform.log.SecurityLog;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells whose credential a secret is. Used by every transport. Remembers valid ones for some
 * seconds, because every request asks; a revocation is heard of before its own request is answered.
 * Thread-safe.
 */
@Service
public class Authenticator {
    private static final Duration MEMORY = Duration.ofSeconds(5);
    private static final int MAX_KNOWN = 100_000;

    private final CredentialRepository credentials;
    private final TicketRepository tickets;
    private final SecurityLog security;
    private final Cache<ByteBuffer, Caller> known =
            Caffeine.newBuilder().expireAfterWrite(MEMORY).maximumSize(MAX_KNOWN).build();
    // Kept longer than what is known: a request that read the credential just before the revocation
    // may put it into memory just after.
    private final Cache<UUID, Boolean> revoked =
            Caffeine.newBuilder().expireAfterWrite(MEMORY.multipliedBy(10)).build();

    Authenticator(
            CredentialRepository credentials, TicketRepository tickets, SecurityLog security) {
        this.credentials = credentials;
        this.tickets = tickets;
        this.security = security;
    }

    /**
     * The account of a valid agent key or human token; empty for anything else. Throws when the
     * database cannot be asked, which is never the same as an invalid credential: on a 401 the SDK
     * gives up for good.
     */
    public Optional<Caller> authenticate(String secret) {
        return authenticate(secret, null);
    }

    /**
     * @param address where it comes from, for the owner to see
     */
    public Optional<Caller> authenticate(String secret, @Nullable String address) {
        if (!Secrets.isWellFormed(Secrets.AGENT_KEY, secret)
                && !Secrets.isWellFormed(Secrets.HUMAN_TOKEN, secret)) {
            return Optional.empty();
        }
        byte[] hash = Secrets.hash(secret);
        ByteBuffer key = ByteBuffer.wrap(hash);
        Caller remembered = known.getIfPresent(key);
        if (remembered != null && revoked.getIfPresent(remembered.credentialId()) == null) {
            return Optional.of(remembered);
        }
        Optional<CredentialRepository.Match> match = credentials.findCaller(hash, address);
        match.filter(CredentialRepository.Match::stale)
                .ifPresent(m -> credentials.touch(m.caller().credentialId(), address));
        Optional<Caller> caller = match.map(CredentialRepository.Match::caller);
        caller.ifPresentOrElse(c -> known.put(key, c), () -> noteEnded(hash));
        return caller;
    }

    /** A stranger's guess says nothing; a key that was good once may have been stolen. */
    private void noteEnded(byte[] hash) {
        credentials
                .findEnded(hash)
                .ifPresent(account ->
                        security.note("ended_credential", Map.of("account_id", account)));
    }

    /**
     * The account that a ticket was issued to, if it is fresh and the credential behind it still
     * valid. A ticket works once.
     */
    public Optional<Caller> redeemTicket(String ticket) {
        return Secrets.isWellFormed(Secrets.TICKET, ticket)
                ? tickets.redeem(Secrets.hash(ticket))
                : Optional.empty();
    }

    @TransactionalEventListener(fallbackExecution = true)
    void onRevoked(CredentialsRevoked event) {
        event.credentialIds().forEach(id -> revoked.put(id, true));
    }

    @TransactionalEventListener(fallbackExecution = true)
    void onProfileChanged(ProfileChanged event) {
        known.asMap().values().removeIf(c -> c.accountId().equals(event.accountId()));
    }

    /**
     * The caller as he is now, for links that stay open; empty once the credential is no longer
     * valid.
     */
    public Optional<Caller> refresh(Caller caller) {
        return credentials.findCaller(caller.credentialId());
    }
}
