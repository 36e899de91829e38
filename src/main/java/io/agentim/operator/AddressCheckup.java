package io.agentim.operator;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the server can be reached under its public address, and what the proxies in between let
 * through.
 */
final class AddressCheckup implements Check {
    @Override
    public String subject() {
        return "address";
    }

    @Override
    public List<Finding> look(Settings settings) throws InterruptedException {
        String configured = settings.text("agentim.base-url");
        if (configured.isBlank()) {
            return List.of(
                    Finding.ok(
                            subject(),
                            "AGENTIM_BASE_URL is not set: links name what each request was sent to;"
                                    + " set it behind a proxy"));
        }
        String url =
                configured.endsWith("/")
                        ? configured.substring(0, configured.length() - 1)
                        : configured;
        try {
            return through(url);
        } catch (IOException | IllegalArgumentException e) {
            return List.of(
                    Finding.fail(
                            subject(),
                            "%s does not answer (%s): start server and proxy, or correct AGENTIM_BASE_URL"
                                    .formatted(url, reason(e))));
        }
    }

    private List<Finding> through(String url) throws IOException, InterruptedException {
        HttpResponse<String> health = Probe.health(url);
        if (!Probe.isServer(health)) {
            return List.of(
                    Finding.fail(
                            subject(),
                            "%s/healthz answers %d, which is not this server: correct the proxy or AGENTIM_BASE_URL"
                                    .formatted(url, health.statusCode())));
        }
        var findings = new ArrayList<Finding>();
        findings.add(Finding.ok(subject(), url + " leads to the server"));
        findings.add(
                encryption(
                        url, health.headers().firstValue("Strict-Transport-Security").isPresent()));
        findings.add(socket(url));
        return findings;
    }

    /**
     * @param believed the server asks for TLS for good, which it does where it believes that the
     *     client speaks it
     */
    static Finding encryption(String url, boolean believed) {
        if (!url.startsWith("https:")) {
            return Finding.warn(
                    "proxy",
                    "%s is not encrypted: keys travel readable; terminate TLS in front"
                            .formatted(url));
        }
        return believed
                ? Finding.ok("proxy", "its X-Forwarded headers arrive and are trusted")
                : Finding.warn(
                        "proxy",
                        "its X-Forwarded headers do not arrive, or are not trusted, and all clients"
                            + " count as one: let it set X-Forwarded-For and -Proto, and name its"
                            + " address in AGENTIM_TRUSTED_PROXIES");
    }

    private static Finding socket(String url) throws IOException, InterruptedException {
        return Probe.upgradeArrives(url)
                ? Finding.ok("websocket", "the upgrade comes through")
                : Finding.fail(
                        "websocket",
                        "the upgrade does not come through: let the proxy pass Upgrade and"
                                + " Connection");
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
