package io.agentim.delivery.webhook;

import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A webhook's URL, taken apart once and strictly (hardening T8): what is not plainly a host, a port
 * and a path has no business here.
 *
 * @param host lower case; an IPv6 address without its brackets
 * @param lan plain HTTP or an unusual port: allowed only towards the operator's own networks
 */
record EndpointUrl(URI uri, String scheme, String host, int port, boolean lan) {
    private static final int MAX_LENGTH = 2048;
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

    /** The last label begins with a letter: what begins with a digit some resolvers calculate. */
    private static final Pattern NAME =
            Pattern.compile(
                    "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern IPV4 = Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}");

    /**
     * @param ports open to public targets
     * @throws DomainException a refusal that says why
     */
    static EndpointUrl parse(String text, Set<Integer> ports, boolean lanAllowed) {
        URI uri = uri(text);
        String scheme = lower(uri.getScheme());
        if (!scheme.equals("https") && !(scheme.equals("http") && lanAllowed)) {
            throw refused("must begin with https://");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw refused("must contain neither a user name nor a fragment");
        }
        String host = host(uri);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        boolean lan = scheme.equals("http") || !ports.contains(port);
        if (port < 1 || port > 65535 || (lan && !lanAllowed)) {
            throw refused("must have one of these ports: " + ports);
        }
        return new EndpointUrl(uri, scheme, host, port, lan);
    }

    private static URI uri(String text) {
        if (text.length() > MAX_LENGTH) {
            throw refused("is longer than " + MAX_LENGTH + " characters");
        }
        if (!PRINTABLE.matcher(text).matches() || text.contains("\\")) {
            throw refused("must be of printable ASCII characters; write other names in Punycode");
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException _) {
            throw refused("is not a URL");
        }
    }

    private static String host(URI uri) {
        String host = lower(uri.getHost());
        if (host.startsWith("[") && host.endsWith("]")) {
            return literal(host.substring(1, host.length() - 1)).orElseThrow(EndpointUrl::noHost);
        }
        if (IPV4.matcher(host).matches()) {
            return literal(host).orElseThrow(EndpointUrl::noHost);
        }
        if (host.length() > 253 || !NAME.matcher(host).matches()) {
            throw noHost();
        }
        return host;
    }

    private static Optional<String> literal(String text) {
        try {
            return text.contains("%")
                    ? Optional.empty()
                    : Optional.of(InetAddress.ofLiteral(text).getHostAddress());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static DomainException noHost() {
        return refused("must name a host");
    }

    private static DomainException refused(String why) {
        return DomainException.invalid("url", "url " + why);
    }

    /** One receiver, however many accounts send to it. */
    String target() {
        return host + ":" + port;
    }

    /** Path and query, as in the request line. */
    String requestTarget() {
        String path =
                uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
