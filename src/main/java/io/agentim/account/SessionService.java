package io.agentim.account;

import com.fasterxml.jackson.annotation.JsonAlias;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.http.LenientId;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.Optional;
import java.util.UUID;

/** Logs people in and out. */
@Service
class SessionService {
    private static final Logger log = LoggerFactory.getLogger(SessionService.class);

    private final AccountRepository accounts;
    private final CredentialService credentials;
    private final PasswordGuard guard;
    private final TransactionTemplate transaction;

    SessionService(
            AccountRepository accounts,
            CredentialService credentials,
            PasswordGuard guard,
            TransactionTemplate transaction) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.guard = guard;
        this.transaction = transaction;
    }

    /** A name, or an id; people put either into a field called {@code username}. */
    record LoginRequest(
            @LenientId @JsonAlias("user_id") @Nullable String id,
            @JsonAlias({"display_name", "name"}) @Nullable String username,
            @Nullable String password) {}

    /**
     * @throws DomainException {@code unauthorized}, the same for an unknown name and a wrong
     *     password
     */
    Session login(LoginRequest login, String userAgent, HttpServletRequest request) {
        String password = login.password();
        if (password == null || password.isEmpty()) {
            throw DomainException.required("password");
        }
        String claimed = login.id() == null ? login.username() : login.id();
        if (claimed == null || claimed.isBlank()) {
            throw DomainException.required("username");
        }
        Optional<Account> found = find(claimed.strip());
        String counted =
                found.map(account -> account.id().toString())
                        .orElseGet(() -> "unknown " + ProfileText.key(claimed));
        String hash = found.map(account -> account.passwordHash).orElse(null);
        if (!guard.isRight(password, counted, hash, request)) {
            log.atInfo()
                    .addKeyValue("account_id", found.map(Account::id).orElse(null))
                    .log("Log-in failed");
            throw refusal();
        }
        return open(found.orElseThrow(), userAgent);
    }

    /** No name looks like an id, so there is no doubt about which of the two this is. */
    private Optional<Account> find(String idOrName) {
        Optional<AccountId> id = AccountId.parse(idOrName);
        if (id.isPresent() && !id.get().isAgent()) {
            return accounts.findLive(id.get().value());
        }
        return accounts.findHumanNamed(ProfileText.key(idOrName));
    }

    /** Nothing if the password was changed, or the account deleted, while it was being checked. */
    private Session open(Account checked, String userAgent) {
        Session session =
                transaction.execute(_ -> {
                    Account account = accounts.lockLive(checked.id().value()).orElse(null);
                    return account != null && checked.hasSamePassword(account)
                            ? credentials.openSession(account, userAgent)
                            : null;
                });
        if (session == null) {
            throw refusal();
        }
        log.atInfo().addKeyValue("account_id", session.id()).log("Logged in");
        return session;
    }

    /** Whether the account had such a session. */
    @Transactional
    boolean end(AccountId account, UUID session) {
        return credentials.revoke(account, session);
    }

    @Transactional
    void endAll(AccountId account) {
        credentials.revokeAll(account);
    }

    private static DomainException refusal() {
        return new DomainException(
                ErrorCode.UNAUTHORIZED, "there is no such user, or the password is wrong");
    }
}
