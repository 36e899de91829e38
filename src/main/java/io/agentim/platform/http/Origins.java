package io.agentim.platform.http;

import io.agentim.platform.error.DomainException;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which web pages may open what a browser opens without asking: a WebSocket, or a request that
 * needs no permission first (hardening T18). A page of this server may, and those of {@code
 * agentim.cors.allowed-origins}. Who is no browser sends no origin.
 */
@Component
public class Origins {
    private final Set<String> allowed;
    private final BaseUrl baseUrl;

    Origins(@Value("${agentim.cors.allowed-origins:}") List<String> allowed, BaseUrl baseUrl) {
        this.allowed =
                allowed.stream()
                        .filter(s -> !s.isBlank())
                        .map(Origins::checked)
                        .collect(Collectors.toUnmodifiableSet());
        this.baseUrl = baseUrl;
    }

    private static String checked(String setting) {
        String origin = normal(setting.strip());
        if (origin == null) {
            throw new IllegalArgumentException(
                    "agentim.cors.allowed-origins must hold such as https://app.example.org, not '"
                            + setting
                            + "'");
        }
        return origin;
    }

    /**
     * @throws DomainException {@code forbidden}, for a page of somebody else
     */
    public void check(HttpServletRequest request) {
        String header = request.getHeader("Origin");
        if (header == null) {
            return;
        }
        String origin = normal(header);
        if (origin == null || !(allowed.contains(origin) || isOwn(origin, request))) {
            throw DomainException.forbidden("pages of this origin may not do this");
        }
    }

    /**
     * For what a browser may do with its cookie alone: the request says that it comes from a page
     * of this server.
     *
     * @throws DomainException {@code forbidden}
     */
    public void requireOwn(HttpServletRequest request) {
        String header = request.getHeader("Origin");
        String origin = header == null ? null : normal(header);
        if (origin == null || !isOwn(origin, request)) {
            throw DomainException.forbidden(
                    "with a session cookie this takes the Origin of a page of this server");
        }
    }

    /**
     * By host and port: behind a proxy that is not known as one, the scheme is not known either.
     */
    private boolean isOwn(String origin, HttpServletRequest request) {
        String own = normal(baseUrl.of(request));
        String asked = normal(request.getScheme() + "://" + request.getHeader("Host"));
        String host = hostOf(origin);
        return (own != null && host.equals(hostOf(own)))
                || (asked != null && host.equals(hostOf(asked)));
    }

    private static String hostOf(String origin) {
        return origin.substring(origin.indexOf("://") + 3);
    }

    /**
     * Scheme, host and port in lower case, without a port that says nothing; null if it is none.
     */
    private static @Nullable String normal(String text) {
        try {
            URI uri = URI.create(text.toLowerCase(Locale.ROOT));
            int usualPort =
                    switch (uri.getScheme()) {
                        case "http" -> 80;
                        case "https" -> 443;
                        case null, default -> 0;
                    };
            if (usualPort == 0 || uri.getHost() == null || uri.getRawUserInfo() != null) {
                return null;
            }
            boolean usual = uri.getPort() == -1 || uri.getPort() == usualPort;
            return uri.getScheme() + "://" + uri.getHost() + (usual ? "" : ":" + uri.getPort());
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
