package io.agentim.platform.http;

import io.agentim.platform.start.StartFailure;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Who is calling, seen through the proxies that the operator trusts ({@code
 * agentim.trusted-proxies}) and no others.
 */
@Component
public class ClientAddresses {
    private final List<Cidr> trusted;

    ClientAddresses(@Value("${agentim.trusted-proxies:}") List<String> trusted) {
        try {
            this.trusted =
                    trusted.stream()
                            .filter(s -> !s.isBlank())
                            .map(s -> Cidr.valueOf(s.strip()))
                            .toList();
        } catch (IllegalArgumentException e) {
            throw StartFailure.ofSetting(
                    "agentim.trusted-proxies", Objects.toString(e.getMessage()));
        }
    }

    /**
     * The address that limits count: of the nearest hop that is no trusted proxy. An IPv6 client
     * counts by its /64, which is what one customer is given.
     */
    public String limitKey(HttpServletRequest request) {
        return limitKey(of(request));
    }

    /** The same for a connection that is not HTTP: no proxy is seen through. */
    public static String limitKey(InetAddress address) {
        return Cidr.network64(address);
    }

    /** The address of the nearest hop that is no trusted proxy. */
    public InetAddress of(HttpServletRequest request) {
        InetAddress address = Cidr.parseAddress(request.getRemoteAddr());
        if (!isTrusted(address)) {
            return address;
        }
        String header = request.getHeader("X-Forwarded-For");
        String[] hops = header == null ? new String[0] : header.split(",");
        for (int i = hops.length - 1; i >= 0; i--) {
            @Nullable InetAddress hop = Cidr.parseAddressOrNull(hops[i].strip());
            if (hop == null) {
                return address; // garbage written by the client: what the proxy itself said last is
                // what counts
            }
            address = hop;
            if (!isTrusted(address)) {
                return address;
            }
        }
        return address;
    }

    /** Whether the forwarded headers of this request come from a trusted proxy. */
    boolean viaTrustedProxy(HttpServletRequest request) {
        return isTrusted(Cidr.parseAddress(request.getRemoteAddr()));
    }

    /** {@code http}, or {@code https} if the client speaks TLS with us or with a trusted proxy. */
    String scheme(HttpServletRequest request) {
        String header = viaTrustedProxy(request) ? request.getHeader("X-Forwarded-Proto") : null;
        return header == null || header.isBlank()
                ? request.getScheme()
                : header.split(",", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Empty for what is no address; names are not looked up. */
    public static Optional<InetAddress> parse(String text) {
        return Optional.ofNullable(Cidr.parseAddressOrNull(text));
    }

    /** Whether what a proxy there says about whom it speaks for is believed. */
    public boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(cidr -> cidr.contains(address));
    }
}
