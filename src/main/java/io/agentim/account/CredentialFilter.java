package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.error.ProblemWriter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.util.Optional;

/**
 * Finds the caller of a request from {@code Authorization: Bearer} or {@code X-API-Key}. A
 * credential that is presented must be valid, on public routes too (contract 1.2).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class CredentialFilter extends OncePerRequestFilter {
    static final String CALLER = Caller.class.getName();

    private final Authenticator authenticator;
    private final ProblemWriter problems;

    CredentialFilter(Authenticator authenticator, ProblemWriter problems) {
        this.authenticator = authenticator;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller;
        try {
            String secret = secretOf(request);
            caller = secret == null ? Optional.empty() : Optional.of(callerOf(secret));
        } catch (RuntimeException e) {
            problems.write(request, response, e);
            return;
        }
        if (caller.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        request.setAttribute(CALLER, caller.get());
        try (var _ = MDC.putCloseable("account_id", caller.get().accountId().toString())) {
            chain.doFilter(request, response);
        }
    }

    private Caller callerOf(String secret) {
        return authenticator
                .authenticate(secret)
                .orElseThrow(() -> unauthorized("the credential is not valid, or no longer"));
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
