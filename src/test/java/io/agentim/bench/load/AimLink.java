package io.agentim.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** An AIM link (contract 4) that hands on what is pushed. */
public final class AimLink extends Link {
    private static final int HEAD = 16;
    private static final int HANDSHAKE = 0;
    private static final int HEARTBEAT = 1;
    private static final int MESSAGE = 2;
    private static final int ERROR = 7;
    private static final byte[] BEAT = frame(HEARTBEAT, new byte[0]);

    private final Inflow in = new Inflow();
    private final AtomicInteger opened;
    private final Pushed.Listener listener;

    private AimLink(SocketChannel channel, AtomicInteger opened, Pushed.Listener listener) {
        super(channel);
        this.opened = opened;
        this.listener = listener;
    }

    /**
     * @param opened is incremented once the server has answered the handshake
     */
    public static AimLink open(
            Generator generator,
            int port,
            InetAddress from,
            String key,
            AtomicInteger opened,
            Pushed.Listener listener)
            throws IOException {
        var link = new AimLink(connect(port, from), opened, listener);
        link.readOn(generator.next());
        link.write(frame(HANDSHAKE, handshake(key)));
        return link;
    }

    /** MessagePack: {"token": key, "protocol_version": 1}. */
    private static byte[] handshake(String key) {
        byte[] token = key.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(1 + 6 + 2 + token.length + 17 + 1)
                .put((byte) 0x82)
                .put(shortText("token"))
                .put((byte) 0xd9)
                .put((byte) token.length)
                .put(token)
                .put(shortText("protocol_version"))
                .put((byte) 1)
                .array();
    }

    private static byte[] shortText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(1 + bytes.length)
                .put((byte) (0xa0 | bytes.length))
                .put(bytes)
                .array();
    }

    private static byte[] frame(int type, byte[] payload) {
        return ByteBuffer.allocate(HEAD + payload.length)
                .put((byte) 'A')
                .put((byte) 'M')
                .put((byte) 1)
                .put((byte) 0)
                .put((byte) type)
                .put(new byte[7]) // stream and seq
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    public void beat() throws IOException {
        write(BEAT);
    }

    @Override
    void received(ByteBuffer bytes) throws IOException {
        in.add(bytes);
        int start = 0;
        while (in.length() >= start + HEAD) {
            int end = start + HEAD + in.number(start + 12, 4);
            if (in.length() < end) {
                break;
            }
            handle(start, end);
            start = end;
        }
        in.drop(start);
    }

    private void handle(int start, int end) throws IOException {
        switch (in.unsigned(start + 4)) {
            case HANDSHAKE -> opened.incrementAndGet();
            case MESSAGE -> {
                long seq = Seqs.inMessagePack(in.bytes(), start + HEAD, end);
                listener.received(new Pushed(in.bytes(), start + HEAD, end, seq));
            }
            case ERROR -> throw new IOException("AIM: " + in.text(start + HEAD, end));
            default -> {} // the answer to a heartbeat
        }
    }
}
