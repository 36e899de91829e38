package io.agentim.stress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy on this machine that passes everything on until it is told to harm it, in the terms
 * of Toxiproxy. Several targets take turns; one that refuses is passed over. Thread-safe.
 */
final class Proxy implements AutoCloseable {
    private static final int CHUNK = 16_384;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final int CONNECT_MILLIS = 1000;

    /**
     * What happens to the bytes of each connection, old and new.
     *
     * @param silent nothing is passed on, nothing is lost, nobody is told
     * @param latency of each chunk
     * @param bytesPerSecond 0: as many as come
     */
    record Toxic(boolean silent, Duration latency, int bytesPerSecond) {
        static final Toxic NONE = new Toxic(false, Duration.ZERO, 0);
        static final Toxic TIMEOUT = new Toxic(true, Duration.ZERO, 0);

        static Toxic latency(Duration latency) {
            return new Toxic(false, latency, 0);
        }

        static Toxic slow(int bytesPerSecond) {
            return new Toxic(false, Duration.ZERO, bytesPerSecond);
        }

        Duration delay(int bytes) {
            return bytesPerSecond == 0
                    ? latency
                    : latency.plusNanos(bytes * 1_000_000_000L / bytesPerSecond);
        }
    }

    private record Pair(Socket client, Socket target) {
        void close() {
            closeQuietly(client);
            closeQuietly(target);
        }
    }

    private final ServerSocket listener;
    private final List<Integer> targets;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private volatile Toxic toxic = Toxic.NONE;
    private volatile boolean halfOpen;
    private volatile long limit = Long.MAX_VALUE;

    Proxy(List<Integer> targets) throws IOException {
        this.targets = List.copyOf(targets);
        listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void set(Toxic next) {
        toxic = next;
    }

    /** Ends all connections, with a reset. */
    void reset() {
        for (Pair pair : pairs) {
            try {
                pair.client.setSoLinger(true, 0);
                pair.target.setSoLinger(true, 0);
            } catch (SocketException _) {
                // closed already
            }
            pair.close();
        }
    }

    /** The target's ends of all connections are gone, and its clients do not learn of it. */
    void halfOpen() {
        halfOpen = true;
        pairs.forEach(pair -> closeQuietly(pair.target));
    }

    /** Each connection ends after so many more bytes, in the middle of a message as a rule. */
    void limitData(long bytes) {
        limit = bytes;
    }

    /** Passes everything on again; connections without an other end are ended. */
    void heal() {
        set(Toxic.NONE);
        limit = Long.MAX_VALUE;
        if (halfOpen) {
            halfOpen = false;
            reset();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException _) {
                // closed, or the client is gone again
            }
        }
    }

    private void connect(Socket client) {
        int first = turn.getAndIncrement();
        for (int i = 0; i < targets.size(); i++) {
            int port = targets.get(Math.floorMod(first + i, targets.size()));
            var target = new Socket();
            try {
                target.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        CONNECT_MILLIS);
                client.setTcpNoDelay(true);
                target.setTcpNoDelay(true);
                start(new Pair(client, target));
                return;
            } catch (IOException _) {
                closeQuietly(target); // the next one, perhaps
            }
        }
        closeQuietly(client);
    }

    private void start(Pair pair) {
        pairs.add(pair);
        Thread.ofVirtual().start(() -> pump(pair, pair.client, pair.target));
        Thread.ofVirtual().start(() -> pump(pair, pair.target, pair.client));
    }

    private void pump(Pair pair, Socket from, Socket to) {
        byte[] buffer = new byte[CHUNK];
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0 && passed < limit; n = in.read(buffer)) {
                LockSupport.parkNanos(toxic.delay(n).toNanos());
                while (toxic.silent() && !from.isClosed()) {
                    LockSupport.parkNanos(LOOK_AGAIN.toNanos());
                }
                out.write(buffer, 0, n);
                passed += n;
            }
        } catch (IOException _) {
            // one side has gone: so does the other
        }
        while (halfOpen && !pair.client.isClosed()) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        pair.close();
        pairs.remove(pair);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone either way
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        pairs.forEach(Pair::close);
    }
}
