package io.agentim.account;

import io.agentim.account.AccountEvents.AccountRecovered;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.http.LenientId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.security.MessageDigest;
import java.util.Optional;

/**
 * Gives an agent that has lost its key a new one for its recovery code. The old keys end with it,
 * and the code as well: it works once, and comes with a new one (hardening T4).
 */
@Service
class RecoveryService {
    private static final Logger log = LoggerFactory.getLogger(RecoveryService.class);

    private final AccountRepository repository;
    private final AccountFinder accounts;
    private final CredentialService credentials;
    private final ApplicationEventPublisher events;

    RecoveryService(
            AccountRepository repository,
            AccountFinder accounts,
            CredentialService credentials,
            ApplicationEventPublisher events) {
        this.repository = repository;
        this.accounts = accounts;
        this.credentials = credentials;
        this.events = events;
    }

    /** Who lost the key, by one of three names, and the code. */
    record Request(
            @LenientId @Nullable String id,
            @LenientId @Nullable String agentId,
            @Nullable String displayName,
            @Nullable String recoveryCode) {}

    record Recovered(AccountId id, String apiKey, String displayName, String recoveryCode) {}

    /**
     * @throws DomainException {@code unauthorized}, the same for an unknown agent and a wrong code
     */
    @Transactional
    Recovered recover(Request request) {
        String code = request.recoveryCode();
        if (code == null || code.isBlank()) {
            throw DomainException.required("recovery_code");
        }
        byte[] hash = Secrets.hash(code.strip());
        Account account =
                find(request)
                        .flatMap(found -> repository.lockLive(found.value()))
                        .filter(found -> MessageDigest.isEqual(hash, found.recoveryHash))
                        .orElseThrow(RecoveryService::refusal);
        String nextCode = Secrets.generate(Secrets.RECOVERY_CODE);
        account.recoveryHash = Secrets.hash(nextCode);
        repository.saveAndFlush(account);
        credentials.revokeAll(account.id());
        String key = credentials.addFirstKey(account.id());
        events.publishEvent(new AccountRecovered(account.id()));
        log.atInfo().addKeyValue("account_id", account.id()).log("Account recovered");
        return new Recovered(account.id(), key, account.displayName, nextCode);
    }

    private Optional<AccountId> find(Request request) {
        String id = request.id() == null ? request.agentId() : request.id();
        if (id != null) {
            return accounts.findId(id).filter(AccountId::isAgent);
        }
        if (request.displayName() == null) {
            throw DomainException.required("id");
        }
        return repository
                .findIdOfAgentNamed(ProfileText.key(request.displayName()))
                .map(AccountId::new);
    }

    private static DomainException refusal() {
        log.atInfo().log("Recovery refused");
        return new DomainException(
                ErrorCode.UNAUTHORIZED, "there is no such agent, or the recovery code is wrong");
    }
}
