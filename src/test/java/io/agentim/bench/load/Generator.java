package io.agentim.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The threads that play the clients: few, since they run on the cores of what they measure. One
 * serves tens of thousands of requests a second.
 */
public final class Generator implements AutoCloseable {
    private static final int CORES_FOR_EACH = 4;

    private final List<Loop> loops = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    public Generator() throws IOException {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_FOR_EACH);
        for (int i = 0; i < threads; i++) {
            loops.add(new Loop());
        }
    }

    /** For the next connection, in turn. */
    Loop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /**
     * Waits until this is so.
     *
     * @throws IllegalStateException if a client failed meanwhile, or it took too long
     */
    public void await(String what, Duration patience, BooleanSupplier done)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!done.getAsBoolean()) {
            check();
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(what + ": not within " + patience);
            }
            Thread.sleep(2);
        }
        check();
    }

    private void check() {
        for (Loop loop : loops) {
            Throwable failure = loop.failure();
            if (failure != null) {
                throw new IllegalStateException("a client failed", failure);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Loop loop : loops) {
            loop.close();
        }
    }
}
