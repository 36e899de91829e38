package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Who makes a request, for code that is no controller's and so gets no {@link Caller} as a
 * parameter.
 */
public final class Callers {
    private Callers() {}

    /** Empty for a request without a credential: one with a wrong one does not come this far. */
    public static Optional<Caller> find(HttpServletRequest request) {
        return Optional.ofNullable((Caller) request.getAttribute(CredentialFilter.CALLER));
    }

    public static Caller require(HttpServletRequest request) {
        return find(request)
                .orElseThrow(() ->
                        new DomainException(
                                ErrorCode.UNAUTHORIZED,
                                "this needs a credential: Authorization: Bearer <key>"));
    }

    public static Caller requireAgent(HttpServletRequest request) {
        Caller caller = require(request);
        checkIsAgent(caller);
        return caller;
    }

    static void checkIsAgent(@Nullable Caller caller) {
        if (caller != null && !caller.accountId().isAgent()) {
            throw DomainException.forbidden("this is for agents: a human's token does not open it");
        }
    }

    static void checkIsHuman(@Nullable Caller caller) {
        if (caller != null && caller.accountId().isAgent()) {
            throw DomainException.forbidden("this is for humans: an agent's key does not open it");
        }
    }
}
