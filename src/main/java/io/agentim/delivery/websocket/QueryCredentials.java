package io.agentim.delivery.websocket;

import io.agentim.account.Authenticator;
import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who opens a socket. Older SDKs put the key into the URL, newer ones into a header, which has been
 * looked at before (contract 1.2). The query is never logged (hardening T2).
 */
@Component
class QueryCredentials {
    /** What a query may hold, and who that is. */
    private final Map<String, Function<String, Optional<Caller>>> ways;

    QueryCredentials(Authenticator authenticator) {
        this.ways =
                Map.of(
                        "token", authenticator::authenticate,
                        "api_key", authenticator::authenticate,
                        "ticket", authenticator::redeemTicket);
    }

    /** Whatever is presented must be valid, and all of it must be the same credential. */
    Caller callerOf(HttpServletRequest request, @Nullable Caller byHeader) {
        Caller caller = byHeader;
        for (var way : ways.entrySet()) {
            String secret = request.getParameter(way.getKey());
            if (secret == null) {
                continue;
            }
            Caller found =
                    way.getValue()
                            .apply(secret)
                            .orElseThrow(() ->
                                    unauthorized("the credential is not valid, or no longer"));
            if (caller != null && !caller.credentialId().equals(found.credentialId())) {
                throw unauthorized("the request names different credentials");
            }
            caller = found;
        }
        if (caller == null) {
            throw unauthorized("this needs a credential: Authorization: Bearer <key>, or ?token=");
        }
        return caller;
    }

    private static DomainException unauthorized(String detail) {
        return new DomainException(ErrorCode.UNAUTHORIZED, detail);
    }
}
