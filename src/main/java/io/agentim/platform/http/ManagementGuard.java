package io.agentim.platform.http;

import io.agentim.platform.start.SecretFile;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Whoever reads the management port must know {@code agentim.metrics-token}, once there is one; its
 * health is for everybody. Part of that port's own context, where {@code META-INF/spring} puts it,
 * and therefore no component.
 */
class ManagementGuard {
    @Bean
    Filter metricsToken(
            @Value("${agentim.metrics-token:}") String token,
            @Value("${agentim.metrics-token-file:}") String file) {
        byte[] expected =
                ("Bearer " + SecretFile.or(token, "agentim.metrics-token-file", Path.of(file)))
                        .getBytes(StandardCharsets.UTF_8);
        boolean open = expected.length == "Bearer ".length();
        return (request, response, chain) -> {
            var http = (HttpServletRequest) request;
            if (open
                    || http.getServletPath().startsWith("/health")
                    || isRight(http.getHeader("Authorization"), expected)) {
                chain.doFilter(request, response);
            } else {
                var refusal = (HttpServletResponse) response;
                refusal.setHeader("WWW-Authenticate", "Bearer");
                refusal.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            }
        };
    }

    private static boolean isRight(@Nullable String header, byte[] expected) {
        return header != null
                && MessageDigest.isEqual(header.getBytes(StandardCharsets.UTF_8), expected);
    }
}
