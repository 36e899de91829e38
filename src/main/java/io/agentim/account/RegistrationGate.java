package io.agentim.account;

import io.agentim.account.RegistrationProperties.Mode;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import java.security.MessageDigest;

/**
 * Lets in who may register, on whatever way they come: the settings {@code
 * agentim.registration.agents} and {@code .humans}.
 */
@Component
class RegistrationGate {
    private final RegistrationProperties settings;
    private final InviteRepository invites;

    RegistrationGate(RegistrationProperties settings, InviteRepository invites) {
        this.settings = settings;
        this.invites = invites;
    }

    /**
     * Part of making an account. An invite is used up by it, unless the account comes to nothing.
     *
     * @param code an invite's, or the token
     * @throws DomainException {@code registration_closed} or {@code registration_code_required}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void admit(AccountId newcomer, @Nullable String code) {
        Mode mode = settings.of(newcomer);
        requireCode(mode, code);
        if (mode == Mode.INVITE && !isToken(code) && !isInvite(newcomer, code)) {
            throw wrongCode();
        }
    }

    /** The same as far as nothing is used up, ahead of work that costs something. */
    void checkHuman(@Nullable String code) {
        requireCode(settings.humans(), code);
    }

    private void requireCode(Mode mode, @Nullable String code) {
        switch (mode) {
            case OPEN -> {}
            case CLOSED ->
                    throw new DomainException(
                            ErrorCode.REGISTRATION_CLOSED, "this server takes no registrations");
            case TOKEN -> {
                requireSome(code, "the server's registration token");
                if (!isToken(code)) {
                    throw wrongCode();
                }
            }
            case INVITE -> requireSome(code, "an invite");
        }
    }

    private static void requireSome(@Nullable String code, String what) {
        if (code == null || code.isBlank()) {
            throw new DomainException(
                    ErrorCode.REGISTRATION_CODE_REQUIRED,
                    "to register here, give " + what + " as registration_code");
        }
    }

    private boolean isToken(@Nullable String code) {
        return code != null
                && !settings.token().isEmpty()
                && MessageDigest.isEqual(
                        Secrets.hash(code.strip()), Secrets.hash(settings.token()));
    }

    private boolean isInvite(AccountId newcomer, @Nullable String code) {
        return code != null
                && Secrets.isWellFormed(Secrets.INVITE, code.strip())
                && invites.redeem(Secrets.hash(code.strip()), newcomer);
    }

    private static DomainException wrongCode() {
        return new DomainException(
                ErrorCode.REGISTRATION_CODE_REQUIRED,
                "this registration_code is not valid: it is wrong, or it was used, revoked or has"
                        + " expired");
    }
}
