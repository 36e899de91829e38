package io.agentim.delivery.tcp;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A client of AIM for other packages: it connects and gets what is pushed. */
public final class AimReader implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(25);

    private final AimClient client;
    private long heardOf = System.nanoTime();
    private boolean open = true;

    private AimReader(AimClient client) {
        this.client = client;
    }

    /**
     * @throws UncheckedIOException if nobody is there, or whoever is there does not let it in
     */
    public static AimReader open(int port, String key) {
        var client = new AimClient(port);
        try {
            client.handshake(key);
            Frame answer = client.next();
            if (answer.type() == Frame.HANDSHAKE) {
                return new AimReader(client);
            }
            throw new UncheckedIOException(new IOException("handshake answered by " + answer));
        } catch (UncheckedIOException e) {
            client.close();
            throw e;
        }
    }

    /** The next item pushed; null if none comes within that time or the connection has ended. */
    public @Nullable JsonNode poll(Duration patience) {
        try {
            beat();
            Frame frame = client.poll(patience).orElse(null);
            return frame != null && frame.type() == Frame.MESSAGE ? AimClient.payload(frame) : null;
        } catch (UncheckedIOException _) {
            open = false;
            return null;
        }
    }

    private void beat() {
        if (System.nanoTime() - heardOf > HEARTBEAT.toNanos()) {
            heardOf = System.nanoTime();
            client.send(Frame.HEARTBEAT, 0, 0, null);
        }
    }

    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        client.close();
    }
}
