package io.agentim.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A well-behaved WebSocket client: reads everything at once, answers pings. */
public final class WebSocketClient implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final WebSocket socket;

    private WebSocketClient(URI uri, Map<String, String> headers) {
        var builder = HTTP.newWebSocketBuilder().connectTimeout(PATIENCE);
        headers.forEach(builder::header);
        socket = builder.buildAsync(uri, new Listener()).join();
    }

    /**
     * @param pathAndQuery for example {@code /v1/ws?token=…}
     */
    public static WebSocketClient open(Server server, String pathAndQuery) {
        return open(server, pathAndQuery, Map.of());
    }

    public static WebSocketClient open(
            Server server, String pathAndQuery, Map<String, String> headers) {
        return new WebSocketClient(
                URI.create("ws://localhost:" + server.port() + pathAndQuery), headers);
    }

    /** Of this account, with the summary already read. */
    public static WebSocketClient open(TestAccount account) {
        var client = open(account.server(), "/v1/ws?token=" + account.credential());
        assertThat(client.next().path("type").asString()).isEqualTo("notifications");
        return client;
    }

    /** The same, told of everything that clients may ask to be told of. */
    public static WebSocketClient openExtended(TestAccount account) {
        var client = open(account.server(), "/v1/ws?events=extended&token=" + account.credential());
        assertThat(client.next().path("type").asString()).isEqualTo("notifications");
        return client;
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket s, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                frames.add(Answer.JSON.readTree(text.toString()));
                text.setLength(0);
            }
            s.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket s, int code, String reason) {
            closeCode.complete(code);
            return null;
        }

        /** As the protocol has it for a connection that ends without a close frame. */
        @Override
        public void onError(WebSocket s, Throwable error) {
            closeCode.complete(1006);
        }
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    public WebSocket socket() {
        return socket;
    }

    /** The next frame, which must come. */
    public JsonNode next() {
        JsonNode frame = poll(PATIENCE);
        assertThat(frame).as("a frame within %s", PATIENCE).isNotNull();
        return frame;
    }

    /** The next frame of this type, which must come; others before it are passed over. */
    public JsonNode next(String type) {
        JsonNode frame = next();
        while (!frame.path("type").asString().equals(type)) {
            frame = next();
        }
        return frame;
    }

    /** The item in the next frame, which must be one with an item. */
    public JsonNode nextItem() {
        JsonNode frame = next();
        assertThat(frame.path("type").asString()).as(frame.toString()).isEqualTo("msg");
        return frame.path("data").path("message");
    }

    public @Nullable JsonNode poll(Duration patience) {
        try {
            return frames.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many frames wait to be read. */
    public int waiting() {
        return frames.size();
    }

    /** The code with which the server hangs up, which it must. */
    public int closeCode() {
        return closeCode.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    public boolean isOpen() {
        return !closeCode.isDone();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
