package io.agentim.delivery.tcp;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A client of AIM that sends what it is told and shows what comes. */
public final class AimClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Socket socket;
    private final DataInputStream in;

    AimClient(int port) {
        this(newSocket(port));
    }

    AimClient(Socket socket) {
        try {
            this.socket = socket;
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket newSocket(int port) {
        try {
            return new Socket("localhost", port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** After a handshake that must succeed. */
    static AimClient connected(int port, String key) {
        var client = new AimClient(port);
        client.handshake(key);
        Frame answer = client.next();
        if (answer.type() != Frame.HANDSHAKE || answer.flags() != Frame.RESPONSE) {
            throw new AssertionError("handshake answered by " + answer + " " + payload(answer));
        }
        return client;
    }

    /** Through a proxy that says in its first line where the client is. */
    public static AimClient proxied(int port, String clientAddress) {
        var client = new AimClient(port);
        String line = "PROXY TCP4 %s 127.0.0.1 50000 8082\r\n".formatted(clientAddress);
        client.send(line.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    /** Throws what the server says if it refuses. */
    public AimClient login(String key) {
        handshake(key);
        next(Frame.HANDSHAKE);
        return this;
    }

    void handshake(String key) {
        send(Frame.HANDSHAKE, 0, 0, "{\"token\":\"" + key + "\",\"protocol_version\":1}");
    }

    void send(int type, int streamId, int seq, @Nullable String json) {
        send(Frame.of(type, 0, streamId, seq, json == null ? null : json(json)).encode());
    }

    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server has closed the connection, as a client learns that does not read. */
    boolean cannotSend() {
        try {
            socket.getOutputStream().write(Frame.of(Frame.HEARTBEAT, 0, 0, 0, null).encode());
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    /** Whether something has arrived that has not been read yet. */
    boolean hasUnread() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No more will come from this client, which goes on reading. */
    void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Frame next() {
        return next(Duration.ofSeconds(15));
    }

    /** The next frame, which must come. */
    Frame next(Duration patience) {
        try {
            socket.setSoTimeout((int) patience.toMillis());
            byte[] head = new byte[Frame.HEAD_LENGTH];
            in.readFully(head);
            Frame.Head parsed = Frame.Head.parse(head);
            byte[] payload = new byte[parsed.length()];
            in.readFully(payload);
            return parsed.with(payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    /** The payload of the next frame, which must be of that type. */
    JsonNode next(int type) {
        Frame frame = next();
        if (frame.type() != type) {
            throw new AssertionError("type " + type + " expected: " + frame + " " + payload(frame));
        }
        return payload(frame);
    }

    /** The next frame, which must be one with an item. */
    public JsonNode nextItem() {
        return next(Frame.MESSAGE);
    }

    /** The next frame, if one comes within that time. */
    Optional<Frame> poll(Duration patience) {
        return isReadable(patience) ? Optional.of(next()) : Optional.empty();
    }

    /** Whether something has come, or the end has, within that time. */
    boolean isReadable(Duration patience) {
        try {
            socket.setSoTimeout((int) patience.toMillis());
            in.mark(1);
            in.read();
            in.reset();
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true; // reset is an end, too
        }
    }

    /** All that still comes, to the end of the connection. */
    byte[] rest() {
        var bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            socket.setSoTimeout(20_000);
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection does not end", e);
        } catch (IOException _) {
            // reset: the end as well
        }
        return bytes.toByteArray();
    }

    /** Whether the server has ended the connection in an orderly way, within that time. */
    boolean isEnded(Duration patience) {
        try {
            socket.setSoTimeout((int) patience.toMillis());
            return in.read() < 0;
        } catch (EOFException _) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    static JsonNode payload(Frame frame) {
        try {
            return frame.map();
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
