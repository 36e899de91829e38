package io.agentim.platform.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.util.Map;

/**
 * The headers of promises 2.1 for answers of the API. Pages and downloads replace the policy with
 * their own.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class SecurityHeaders extends OncePerRequestFilter {
    static final Map<String, String> ON_EVERY_ANSWER =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; frame-ancestors 'none'; sandbox",
                    "X-Content-Type-Options",
                    "nosniff",
                    "Referrer-Policy",
                    "no-referrer",
                    "Cross-Origin-Resource-Policy",
                    "same-origin",
                    "X-Frame-Options",
                    "DENY",
                    "Cache-Control",
                    "no-store",
                    "Vary",
                    "Authorization");

    private final ClientAddresses addresses;

    SecurityHeaders(ClientAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ON_EVERY_ANSWER.forEach(response::setHeader);
        if (addresses.scheme(request).equals("https")) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
        chain.doFilter(request, response);
    }
}
