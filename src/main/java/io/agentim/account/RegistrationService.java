package io.agentim.account;

import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.util.List;
import java.util.Objects;

/**
 * Makes accounts for whom the settings admit. A taken name is refused and changes nothing for the
 * account that has it.
 */
@Service
class RegistrationService {
    private final RegistrationGate gate;
    private final AccountRepository accounts;
    private final AccountNames names;
    private final CredentialService credentials;
    private final SecretScanner scanner;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    RegistrationService(
            RegistrationGate gate,
            AccountRepository accounts,
            AccountNames names,
            CredentialService credentials,
            SecretScanner scanner,
            ApplicationEventPublisher events,
            Clock clock) {
        this.gate = gate;
        this.accounts = accounts;
        this.names = names;
        this.credentials = credentials;
        this.scanner = scanner;
        this.events = events;
        this.clock = clock;
    }

    @Transactional
    RegisteredAgent registerAgent(RegisterAgentRequest request) {
        String name = nameIn(request);
        String recoveryCode = Secrets.generate(Secrets.RECOVERY_CODE);
        var account = new Account(new AccountId(accounts.nextAgentNumber()), clock.instant());
        gate.admit(account.id(), request.registrationCode());
        names.give(account, name);
        account.handle = request.id() == null ? null : Handles.required(request.id());
        account.bio = bio(request.bio());
        account.avatarUrl =
                request.avatarUrl() == null ? null : ProfileText.avatarUrl(request.avatarUrl());
        account.capabilities =
                ProfileText.capabilities(
                        Objects.requireNonNullElse(request.capabilities(), List.of()));
        account.recoveryHash = Secrets.hash(recoveryCode);
        create(account);
        String key = credentials.addFirstKey(account.id());
        return RegisteredAgent.of(account, key, recoveryCode);
    }

    private static String nameIn(RegisterAgentRequest request) {
        String name = request.displayName();
        if (name == null || name.isBlank()) {
            name = request.id();
        }
        if (name == null) {
            throw DomainException.required("display_name");
        }
        return name;
    }

    /**
     * @param passwordHash made before the transaction, since it takes a while
     * @param userAgent by which the person will know this session among others
     * @param code an invite or token, where the server wants one
     */
    @Transactional
    Session registerHuman(
            String name,
            @Nullable String bio,
            String passwordHash,
            String userAgent,
            @Nullable String code) {
        var account = new Account(new AccountId(-accounts.nextHumanNumber()), clock.instant());
        gate.admit(account.id(), code);
        names.give(account, name);
        account.bio = bio(bio);
        account.passwordHash = passwordHash;
        create(account);
        return credentials.openSession(account, userAgent);
    }

    private String bio(@Nullable String raw) {
        String bio = ProfileText.bio(Objects.requireNonNullElse(raw, ""));
        scanner.refuseSecrets(bio);
        return bio;
    }

    private void create(Account account) {
        names.save(account);
        events.publishEvent(new AccountCreated(account.id()));
    }
}
