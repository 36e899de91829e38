package io.agentim.bench.load;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One thread that reads from any number of connections. */
final class Loop implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private record Newcomer(SocketChannel channel, Link link) {}

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Queue<Newcomer> newcomers = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Throwable failure;

    Loop() throws IOException {
        selector = Selector.open();
        Thread.ofPlatform().daemon().name("load").start(this::run);
    }

    void register(SocketChannel channel, Link link) {
        newcomers.add(new Newcomer(channel, link));
        selector.wakeup();
    }

    /** The first thing that went wrong: from then on nothing that was measured means anything. */
    @Nullable Throwable failure() {
        return failure;
    }

    private void run() {
        while (true) {
            try {
                selector.select(this::read);
                registerNewcomers();
            } catch (ClosedSelectorException _) {
                return;
            } catch (IOException | RuntimeException e) {
                fail(e);
            }
        }
    }

    private void registerNewcomers() throws IOException {
        for (var next = newcomers.poll(); next != null; next = newcomers.poll()) {
            try {
                next.channel().register(selector, SelectionKey.OP_READ, next.link());
            } catch (ClosedChannelException _) {
                // closed by us before its first byte
            }
        }
    }

    private void read(SelectionKey key) {
        var link = (Link) key.attachment();
        try {
            link.read(buffer);
        } catch (IOException | RuntimeException e) {
            key.cancel();
            if (!link.isClosed()) {
                fail(e);
            }
        }
    }

    private void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        }
    }

    @Override
    public void close() throws IOException {
        selector.close(); // wakes the thread, which ends
    }
}
