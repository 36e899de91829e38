package io.agentim.delivery.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up within a bounded time. The system's look-up cannot be interrupted and would hold a
 * virtual thread's carrier, so it runs on threads of its own. Thread-safe.
 */
final class NameService implements AutoCloseable {
    private static final int MAX_THREADS = 128; // twice the attempts that may be in flight

    /** The system's look-up, or a test's. */
    interface Lookup {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final Duration patience;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    MAX_THREADS,
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().name("webhook-dns-", 0).daemon().factory());

    NameService(Lookup lookup, Duration patience) {
        this.lookup = lookup;
        this.patience = patience;
    }

    /**
     * All addresses of the host, at least one.
     *
     * @throws UnknownHostException also when there was no answer in time
     */
    List<InetAddress> resolve(String host) throws UnknownHostException {
        Future<InetAddress[]> answer;
        try {
            answer = threads.submit(() -> lookup.addressesOf(host));
        } catch (RejectedExecutionException _) {
            throw new UnknownHostException("too many look-ups are waiting");
        }
        try {
            return List.of(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException _) {
            throw new UnknownHostException("the name is not known");
        } catch (TimeoutException _) {
            throw new UnknownHostException(
                    "the name was not found within " + patience.toSeconds() + " s");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
