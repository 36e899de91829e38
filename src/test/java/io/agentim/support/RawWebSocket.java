package io.agentim.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket byte by byte, for what no decent client does. */
public final class RawWebSocket implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /** A frame from the server, which never masks. */
    public record Frame(int opcode, boolean last, ByteBuffer payload) {
        public String text() {
            return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
        }

        public int closeCode() {
            return payload.getShort(0) & 0xffff;
        }
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final String head;

    /**
     * @param receiveBuffer a small one, and a client that does not read is noticed soon
     */
    public RawWebSocket(
            Server server, String path, String credential, int receiveBuffer, String... headers)
            throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress("localhost", server.port()));
        in = new DataInputStream(socket.getInputStream());
        var request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        request.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
        request.append("Sec-WebSocket-Version: 13\r\n");
        request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        request.append("Authorization: Bearer ").append(credential).append("\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        socket.getOutputStream()
                .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        head = readHead();
    }

    private String readHead() throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            bytes.write(in.readByte());
        }
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    /** Status line and headers of the answer to the upgrade. */
    public String head() {
        return head;
    }

    public void send(int opcode, byte[] payload) throws IOException {
        send(true, opcode, payload);
    }

    public void send(boolean last, int opcode, byte[] payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write((last ? 0x80 : 0) | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.write(new byte[4]); // a mask that changes nothing
        frame.write(payload);
        sendBytes(frame.toByteArray());
    }

    public void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    public Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        return new Frame(first & 0xf, (first & 0x80) != 0, ByteBuffer.wrap(in.readNBytes(length)));
    }

    /** The next frame of this kind; what comes before it is dropped. */
    public Frame read(int opcode) throws IOException {
        Frame frame = read();
        while (frame.opcode() != opcode) {
            frame = read();
        }
        return frame;
    }

    /**
     * Reads on to the end of the connection, which must come, and says how many bytes that were.
     */
    public long drain() throws IOException {
        long n = 0;
        var buffer = new byte[8192];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                n += read;
            }
        } catch (EOFException | java.net.SocketException _) {
            // reset: the end as well
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
