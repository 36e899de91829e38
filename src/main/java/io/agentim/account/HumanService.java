package io.agentim.account;

import io.agentim.platform.error.DomainException;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import java.util.Objects;

/**
 * What people do with their passwords. These are hashed here, ahead of the transactions that store
 * them: nothing waits inside a transaction.
 */
@Service
class HumanService {
    private final RegistrationGate gate;
    private final RegistrationService registrations;
    private final AccountService service;
    private final AccountFinder accounts;
    private final Passwords passwords;
    private final PasswordGuard guard;

    HumanService(
            RegistrationGate gate,
            RegistrationService registrations,
            AccountService service,
            AccountFinder accounts,
            Passwords passwords,
            PasswordGuard guard) {
        this.gate = gate;
        this.registrations = registrations;
        this.service = service;
        this.accounts = accounts;
        this.passwords = passwords;
        this.guard = guard;
    }

    Session register(RegisterHumanRequest request, String userAgent) {
        gate.checkHuman(request.registrationCode()); // ahead of the password's costly hash
        if (request.displayName() == null) {
            throw DomainException.required("display_name");
        }
        String name = ProfileText.humanName(request.displayName());
        String password = passwords.requireGood(request.password(), name);
        return registrations.registerHuman(
                name,
                request.bio(),
                passwords.hash(password),
                userAgent,
                request.registrationCode());
    }

    /** A new password wants the old one, and ends all sessions but the one in which it is set. */
    Account change(
            Caller self,
            ProfileChange change,
            @Nullable String newPassword,
            @Nullable String oldPassword,
            HttpServletRequest request) {
        if (newPassword == null) {
            return service.change(self.accountId(), change);
        }
        if (oldPassword == null || oldPassword.isEmpty()) {
            throw DomainException.required("old_password");
        }
        Account account = accounts.get(self);
        String name = Objects.requireNonNullElse(change.displayName(), account.displayName);
        String good = passwords.requireGood(newPassword, name);
        if (!guard.isRight(
                oldPassword, self.accountId().toString(), account.passwordHash, request)) {
            throw DomainException.forbidden("the old password is wrong");
        }
        return service.changeWithPassword(self, change, passwords.hash(good));
    }
}
