package io.agentim.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A WebSocket that answers pings and hands on what is pushed. */
public final class WebSocketLink extends Link {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final byte[] PONG = {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0}; // masked, empty

    private final Inflow in = new Inflow();
    private final AtomicInteger opened;
    private final Pushed.Listener listener;
    private boolean upgraded;

    private WebSocketLink(SocketChannel channel, AtomicInteger opened, Pushed.Listener listener) {
        super(channel);
        this.opened = opened;
        this.listener = listener;
    }

    /**
     * @param opened is incremented once the server has upgraded the connection
     */
    public static WebSocketLink open(
            Generator generator,
            int port,
            InetAddress from,
            String key,
            AtomicInteger opened,
            Pushed.Listener listener)
            throws IOException {
        var link = new WebSocketLink(connect(port, from), opened, listener);
        link.readOn(generator.next());
        String request =
                String.join(
                        "\r\n",
                        "GET /v1/ws HTTP/1.1",
                        "Host: localhost",
                        "Authorization: Bearer " + key,
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "\r\n");
        link.write(request.getBytes(StandardCharsets.US_ASCII));
        return link;
    }

    @Override
    void received(ByteBuffer bytes) throws IOException {
        in.add(bytes);
        if (!upgraded && !upgrade()) {
            return;
        }
        int start = 0;
        for (int end = endOfFrame(start); end >= 0; end = endOfFrame(start)) {
            handle(start, end);
            start = end;
        }
        in.drop(start);
    }

    private boolean upgrade() throws IOException {
        int end = in.endOfHead();
        if (end < 0) {
            return false;
        }
        if (!in.text(0, end).startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + in.text(0, in.length()));
        }
        in.drop(end);
        upgraded = true;
        opened.incrementAndGet();
        return true;
    }

    /** -1 if it is not complete. The server never masks. */
    private int endOfFrame(int start) {
        if (in.length() < start + 2 || in.length() < payload(start)) {
            return -1;
        }
        int length = in.unsigned(start + 1);
        if (length == 126) {
            length = in.number(start + 2, 2);
        } else if (length == 127) {
            length = in.number(start + 6, 4);
        }
        int end = payload(start) + length;
        return in.length() < end ? -1 : end;
    }

    /** Where the payload begins. */
    private int payload(int start) {
        int length = in.unsigned(start + 1);
        return start + 2 + (length == 126 ? 2 : length == 127 ? 8 : 0);
    }

    private void handle(int start, int end) throws IOException {
        switch (in.unsigned(start) & 0xf) {
            case TEXT -> {
                long seq = Seqs.lastInJson(in.bytes(), payload(start), end);
                if (seq > 0) { // not the summary, which comes first
                    listener.received(new Pushed(in.bytes(), payload(start), end, seq));
                }
            }
            case PING -> write(PONG);
            case CLOSE -> throw new IOException("closed: " + in.text(payload(start) + 2, end));
            default -> {} // nothing that a server of ours sends
        }
    }
}
