package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.error.ProblemWriter;
import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.http.Origins;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.util.Set;

/**
 * Finds the caller of a request from {@code Authorization: Bearer} or {@code X-API-Key}, or from a
 * browser's session cookie if there is neither, and counts the request against its general limit. A
 * credential that is presented must be valid, on public routes too (contract 1.2).
 */
@Component
@Order(CredentialFilter.AFTER_REQUEST_CONTEXT)
class CredentialFilter extends OncePerRequestFilter {
    /** Spring's own filter comes at -105; without it the limits could not set their headers. */
    static final int AFTER_REQUEST_CONTEXT = -100;

    static final String CALLER = Caller.class.getName();

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String SOCKET = "/v1/ws";
    private static final Set<String> IN_URL = Set.of("token", "api_key", "ticket");

    private final Authenticator authenticator;
    private final RequestLimits limits;
    private final ClientAddresses addresses;
    private final SessionCookie cookie;
    private final Origins origins;
    private final ProblemWriter problems;

    CredentialFilter(
            Authenticator authenticator,
            RequestLimits limits,
            ClientAddresses addresses,
            SessionCookie cookie,
            Origins origins,
            ProblemWriter problems) {
        this.authenticator = authenticator;
        this.limits = limits;
        this.addresses = addresses;
        this.cookie = cookie;
        this.origins = origins;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        @Nullable Caller caller;
        try {
            caller = admit(request);
        } catch (RuntimeException e) {
            problems.write(request, response, e);
            return;
        }
        if (caller == null) {
            chain.doFilter(request, response);
            return;
        }
        request.setAttribute(CALLER, caller);
        try (var _ = MDC.putCloseable("account_id", caller.accountId().toString())) {
            chain.doFilter(request, response);
        }
    }

    /**
     * Null for somebody without a credential. One that is wrong counts as none, then is refused.
     */
    private @Nullable Caller admit(HttpServletRequest request) {
        Caller caller;
        try {
            caller = callerOf(request);
        } catch (DomainException e) {
            limits.take(request, null);
            throw e;
        }
        limits.take(request, caller);
        return caller;
    }

    private @Nullable Caller callerOf(HttpServletRequest request) {
        String secret = secretOf(request);
        if (secret == null) {
            return callerByCookie(request);
        }
        return authenticator
                .authenticate(secret, addresses.of(request).getHostAddress())
                .orElseThrow(() -> unauthorized("the credential is not valid, or no longer"));
    }

    /**
     * A browser sends its cookie unasked: one that is no longer valid is as none, or nobody could
     * log in again. What changes something must come from a page of this server (hardening T18).
     */
    private @Nullable Caller callerByCookie(HttpServletRequest request) {
        String token = cookie.read(request);
        if (token == null || namesAnotherInItsUrl(request)) {
            return null;
        }
        Caller caller =
                authenticator
                        .authenticate(token, addresses.of(request).getHostAddress())
                        .filter(found -> !found.accountId().isAgent())
                        .orElse(null);
        if (caller != null && !READING.contains(request.getMethod())) {
            origins.requireOwn(request);
        }
        return caller;
    }

    /** A socket's URL may hold a credential, which was chosen, unlike the cookie. */
    private static boolean namesAnotherInItsUrl(HttpServletRequest request) {
        return request.getServletPath().equals(SOCKET)
                && IN_URL.stream().anyMatch(name -> request.getParameter(name) != null);
    }

    private static @Nullable String secretOf(HttpServletRequest request) {
        String bearer = bearerOf(request.getHeader("Authorization"));
        String key = request.getHeader("X-API-Key");
        if (bearer != null && key != null && !bearer.equals(key)) {
            throw unauthorized("Authorization and X-API-Key name different credentials");
        }
        return bearer != null ? bearer : key;
    }

    private static @Nullable String bearerOf(@Nullable String header) {
        if (header == null) {
            return null;
        }
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw unauthorized("Authorization must be of the form 'Bearer <key>'");
        }
        return header.substring(7).strip();
    }

    private static DomainException unauthorized(String detail) {
        return new DomainException(ErrorCode.UNAUTHORIZED, detail);
    }
}
