package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An agent's keys: several at a time, each for a place where it runs, so that one can go without
 * the others. The account's row is locked for every change, which makes counting them safe.
 */
@Service
class KeyService {
    private static final Logger log = LoggerFactory.getLogger(KeyService.class);
    private static final int MAX_KEYS = 20;

    private final AccountFinder accounts;
    private final CredentialRepository repository;
    private final CredentialService credentials;
    private final Clock clock;

    KeyService(
            AccountFinder accounts,
            CredentialRepository repository,
            CredentialService credentials,
            Clock clock) {
        this.accounts = accounts;
        this.repository = repository;
        this.credentials = credentials;
        this.clock = clock;
    }

    @Transactional
    NewKey create(Caller caller, String name, @Nullable Instant expiresAt) {
        List<Credential> present = lock(caller);
        if (present.size() >= MAX_KEYS) {
            throw new DomainException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "an agent may have no more than %d keys".formatted(MAX_KEYS));
        }
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            throw DomainException.invalid("expires_at", "expires_at must lie in the future");
        }
        log.atInfo().addKeyValue("account_id", caller.accountId()).log("Key created");
        return credentials.addKey(caller.accountId(), name, expiresAt);
    }

    /**
     * A new key in place of the one that the caller used, which goes on working for the time of
     * grace: long enough to bring the new one to wherever the agent runs.
     */
    @Transactional
    NewKey rotate(Caller caller, Duration grace) {
        Credential old =
                lock(caller).stream()
                        .filter(key -> key.id().equals(caller.credentialId()))
                        .findFirst()
                        .orElseThrow(Caller::isGone);
        NewKey key = credentials.addKey(caller.accountId(), old.name(), null);
        Instant end = clock.instant().plus(grace);
        if (grace.isZero()) {
            credentials.revoke(caller.accountId(), old.id());
        } else {
            repository.expireAfter(old.id(), grace);
        }
        log.atInfo().addKeyValue("account_id", caller.accountId()).log("Key rotated");
        Instant oldEnd = old.expiresAt();
        return key.replacing(oldEnd != null && oldEnd.isBefore(end) ? oldEnd : end);
    }

    @Transactional
    void delete(Caller caller, UUID id) {
        List<Credential> present = lock(caller);
        if (present.stream().noneMatch(key -> key.id().equals(id))) {
            throw noSuchKey();
        }
        if (present.size() == 1) {
            throw new DomainException(
                    ErrorCode.INVALID_REQUEST,
                    "this is the agent's only key: rotate it, or delete the agent");
        }
        credentials.revoke(caller.accountId(), id);
        log.atInfo().addKeyValue("account_id", caller.accountId()).log("Key revoked");
    }

    static DomainException noSuchKey() {
        return DomainException.notFound("you have no key with this id");
    }

    private List<Credential> lock(Caller caller) {
        accounts.lock(caller.accountId());
        return repository.findValid(caller.accountId());
    }
}
