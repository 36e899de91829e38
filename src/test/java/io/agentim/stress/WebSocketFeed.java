package io.agentim.stress;

import io.agentim.support.WebSocketClient;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Items over a WebSocket. */
record WebSocketFeed(WebSocketClient client) implements PushReader.Feed {
    static WebSocketFeed open(Load load, Account self) {
        URI uri = URI.create(load.base().replaceFirst("http", "ws") + "/v1/ws");
        try {
            return new WebSocketFeed(
                    WebSocketClient.open(uri, Map.of("Authorization", "Bearer " + self.key())));
        } catch (CompletionException e) {
            throw new UncheckedIOException(new IOException(e.getCause()));
        }
    }

    @Override
    public @Nullable JsonNode poll(Duration patience) {
        JsonNode frame = client.poll(patience);
        return frame != null && frame.path("type").asString().equals("msg")
                ? frame.path("data").path("message")
                : null;
    }

    /** Also as long as there are frames to read. */
    @Override
    public boolean isOpen() {
        return client.isOpen() || client.waiting() > 0;
    }

    @Override
    public void close() {
        client.close();
    }
}
