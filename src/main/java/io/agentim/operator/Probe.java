package io.agentim.operator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a server from outside, without a credential. */
final class Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private Probe() {}

    static HttpResponse<String> health(String baseUrl) throws IOException, InterruptedException {
        try (var client = client()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(baseUrl + "/healthz"))
                            .timeout(TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Whether it is one of ours that answers there. */
    static boolean isServer(String baseUrl) throws InterruptedException {
        try {
            return isServer(health(baseUrl));
        } catch (IOException _) {
            return false;
        }
    }

    static boolean isServer(HttpResponse<String> health) {
        return health.statusCode() == 200
                && health.body().contains("\"ok\"")
                && health.headers().firstValue("X-Request-Id").isPresent();
    }

    /**
     * Whether a WebSocket's handshake reaches the server as one. Without a credential it is
     * refused, with the version that the server speaks; an ordinary request is refused without.
     */
    static boolean upgradeArrives(String baseUrl) throws IOException, InterruptedException {
        URI url = URI.create(baseUrl.replaceFirst("^http", "ws") + "/v1/ws");
        try (var client = client()) {
            client.newWebSocketBuilder()
                    .connectTimeout(TIMEOUT)
                    .buildAsync(url, new WebSocket.Listener() {})
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .abort();
            return false; // a server of ours lets nobody in without a credential
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse()
                        .headers()
                        .firstValue("Sec-WebSocket-Version")
                        .isPresent();
            }
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + TIMEOUT.toSeconds() + " s", e);
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    }
}
