package io.agentim;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Exits with 0 if the server on this machine is ready, for a container that has no tools to ask
 * with. Knows nothing of Spring: it runs every few seconds.
 */
public final class ReadinessProbe {
    private static final int TIMEOUT_MILLIS = 4_000;

    private ReadinessProbe() {}

    public static void main(String[] args) {
        String port = System.getenv().getOrDefault("AGENTIM_PORT", "8081");
        System.exit(isReady("http://127.0.0.1:" + port + "/readyz") ? 0 : 1);
    }

    static boolean isReady(String url) {
        try {
            var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException | IllegalArgumentException _) {
            return false;
        }
    }
}
