package io.agentim.delivery.tcp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Reads frames by absolute deadlines: a client that sends a byte now and then gains nothing by it.
 */
final class FrameReader {
    private final Socket socket;
    private final InputStream in;

    FrameReader(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** A frame that began with this byte, whole by the deadline (of {@link System#nanoTime}). */
    Frame read(int firstByte, int maxPayload, long deadline) throws IOException, ProtocolException {
        byte[] head = new byte[Frame.HEAD_LENGTH];
        head[0] = (byte) firstByte;
        fill(head, 1, deadline);
        Frame.Head parsed = Frame.Head.parse(head);
        if (parsed.length() < 0 || parsed.length() > maxPayload) {
            throw new ProtocolException("the payload is larger than " + maxPayload + " bytes");
        }
        byte[] payload = new byte[parsed.length()];
        fill(payload, 0, deadline);
        return parsed.with(payload);
    }

    /** The next byte, which must come by the deadline. */
    int first(long deadline) throws IOException {
        limitTo(deadline);
        int first = in.read();
        if (first < 0) {
            throw new EOFException("before a frame");
        }
        return first;
    }

    /** The next byte, however long it takes; -1 at the end. */
    int first() throws IOException {
        socket.setSoTimeout(0);
        return in.read();
    }

    private void fill(byte[] buffer, int from, long deadline) throws IOException {
        for (int at = from; at < buffer.length; ) {
            limitTo(deadline);
            int n = in.read(buffer, at, buffer.length - at);
            if (n < 0) {
                throw new EOFException("in the middle of a frame");
            }
            at += n;
        }
    }

    private void limitTo(long deadline) throws IOException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("deadline");
        }
        socket.setSoTimeout((int) Math.max(1, Duration.ofNanos(left).toMillis()));
    }
}
