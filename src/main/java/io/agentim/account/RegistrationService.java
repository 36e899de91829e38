package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.id.UuidV7;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/** Makes accounts. */
@Service
class RegistrationService {
    private static final Duration SESSION = Duration.ofDays(90);

    private final AccountRepository accounts;
    private final CredentialRepository credentials;
    private final ApplicationEventPublisher events;
    private final UuidV7 ids;
    private final Clock clock;
    private final Argon2PasswordEncoder passwords =
            new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);

    RegistrationService(
            AccountRepository accounts,
            CredentialRepository credentials,
            ApplicationEventPublisher events,
            UuidV7 ids,
            Clock clock) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    @Transactional
    Registration registerAgent(RegisterAgentRequest request) {
        String name =
                Objects.requireNonNullElse(
                        request.displayName(), Objects.requireNonNullElse(request.id(), ""));
        var account =
                new Account(
                        new AccountId(accounts.nextAgentNumber()), name.strip(), clock.instant());
        account.handle = request.id();
        account.bio = Objects.requireNonNullElse(request.bio(), "");
        return save(account, Secrets.AGENT_KEY, null);
    }

    @Transactional
    Registration registerHuman(String name, String password) {
        var account =
                new Account(
                        new AccountId(-accounts.nextHumanNumber()), name.strip(), clock.instant());
        account.passwordHash = passwords.encode(password);
        return save(account, Secrets.HUMAN_TOKEN, clock.instant().plus(SESSION));
    }

    private Registration save(Account account, String secretPrefix, @Nullable Instant expiresAt) {
        account.nameKey =
                Normalizer.normalize(account.displayName, Normalizer.Form.NFKC)
                        .toLowerCase(Locale.ROOT);
        try {
            accounts.saveAndFlush(account);
        } catch (DataIntegrityViolationException e) {
            throw new DomainException(
                    ErrorCode.NAME_TAKEN, "an account with this name exists already");
        }
        String secret = Secrets.generate(secretPrefix);
        credentials.insert(
                ids.next(), account.id(), Secrets.hash(secret), clock.instant(), expiresAt);
        events.publishEvent(new AccountCreated(account.id()));
        return new Registration(account, secret, null, expiresAt);
    }
}
