package io.agentim.platform.http;

import io.agentim.platform.start.StartFailure;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where this server is for others, without a trailing slash: {@code agentim.base-url}, or else what
 * the request was sent to (as told by a trusted proxy, if there is one). Links in answers must be
 * absolute: the SDK would complete a relative one with another host (contract 2.6).
 */
@Component
public class BaseUrl {
    private final @Nullable String configured;
    private final ClientAddresses addresses;

    BaseUrl(@Value("${agentim.base-url:}") String configured, ClientAddresses addresses) {
        this.configured = configured.isBlank() ? null : checked(configured);
        this.addresses = addresses;
    }

    public String of(HttpServletRequest request) {
        if (configured != null) {
            return configured;
        }
        String host = request.getHeader("Host");
        if (addresses.viaTrustedProxy(request)) {
            host = firstOr(request.getHeader("X-Forwarded-Host"), host);
        }
        return addresses.scheme(request) + "://" + host;
    }

    /** The same for the request that this thread is answering; empty if it is answering none. */
    String ofCurrentRequest() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes here) {
            return of(here.getRequest());
        }
        return configured == null ? "" : configured;
    }

    private static String firstOr(@Nullable String header, String otherwise) {
        return header == null || header.isBlank() ? otherwise : header.split(",", 2)[0].strip();
    }

    private static String checked(String url) {
        if (!isUsable(url)) {
            throw StartFailure.ofSetting(
                    "agentim.base-url", "must look like https://im.example.org, not '" + url + "'");
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static boolean isUsable(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
