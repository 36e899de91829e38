package io.agentim.support;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * A plain HTTP client: what it is told to send, it sends, and an error answer is an answer.
 * Immutable, thread-safe.
 */
public final class Api {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    private final String base;
    private final Map<String, String> headers;
    private final Duration patience;

    public Api(String base) {
        this(base, Map.of("Content-Type", "application/json"), Duration.ofSeconds(90));
    }

    private Api(String base, Map<String, String> headers, Duration patience) {
        this.base = base;
        this.headers = headers;
        this.patience = patience;
    }

    public String base() {
        return base;
    }

    /** The same with this time for each answer. */
    public Api within(Duration time) {
        return new Api(base, headers, time);
    }

    /** The same with one more header, or with another value for it. */
    public Api with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Api(base, all, patience);
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path) {
        return send("POST", path, null);
    }

    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    public Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    public Answer patch(String path, String body) {
        return send("PATCH", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer post(String path, Form form) {
        return new Answer(
                with("Content-Type", form.contentType())
                        .exchange("POST", path, form.publisher(), BodyHandlers.ofString()));
    }

    /** What is there, byte for byte. */
    public HttpResponse<byte[]> download(String path) {
        return exchange("GET", path, BodyPublishers.noBody(), BodyHandlers.ofByteArray());
    }

    public Answer send(String method, String path, @Nullable String body) {
        return new Answer(exchange(method, path, publisher(body), BodyHandlers.ofString()));
    }

    private <T> HttpResponse<T> exchange(
            String method, String path, BodyPublisher body, BodyHandler<T> handler) {
        try {
            return CLIENT.send(request(method, path, body), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** For requests that wait. */
    public CompletableFuture<Answer> getAsync(String path) {
        return CLIENT.sendAsync(
                        request("GET", path, BodyPublishers.noBody()), BodyHandlers.ofString())
                .thenApply(Answer::new);
    }

    private static BodyPublisher publisher(@Nullable String body) {
        return body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    }

    private HttpRequest request(String method, String path, BodyPublisher body) {
        var request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(patience)
                        .method(method, body);
        headers.forEach(request::setHeader);
        return request.build();
    }
}
