package io.agentim.bench.load;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A connection to the server whose incoming bytes are handled on its loop's thread. May be written
 * to by any thread.
 */
abstract class Link implements Closeable {
    private final SocketChannel channel;
    private volatile boolean closed;

    Link(SocketChannel channel) {
        this.channel = channel;
    }

    static SocketChannel connect(int port) throws IOException {
        return connect(port, InetAddress.getLoopbackAddress());
    }

    static SocketChannel connect(int port, InetAddress from) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            // Or nobody could listen on a port that a closed connection still holds.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(from, 0));
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** To be called once the object is whole: from now on bytes may come. */
    final void readOn(Loop loop) {
        loop.register(channel, this);
    }

    /** For what fits into the kernel's buffer, which is everything that clients write here. */
    final synchronized void write(byte[] bytes) throws IOException {
        if (channel.write(ByteBuffer.wrap(bytes)) < bytes.length) {
            throw new IOException("the server does not read");
        }
    }

    final void read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            throw new EOFException("the server has closed a connection");
        }
        received(buffer.flip());
    }

    /** The bytes are the link's only during the call. */
    abstract void received(ByteBuffer bytes) throws IOException;

    final boolean isClosed() {
        return closed;
    }

    @Override
    public final void close() throws IOException {
        closed = true;
        channel.close();
    }
}
