package io.agentim.delivery;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread that keeps time for the whole of delivery, and a virtual thread for whatever is then
 * to be done. Thread-safe.
 */
@Component
public class DeliveryExecutors implements DisposableBean {
    private final ExecutorService workers =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("delivery-timer").daemon().factory());

    DeliveryExecutors() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** May block: it has a virtual thread of its own. */
    public void run(Runnable task) {
        workers.execute(task);
    }

    /** Measured with the monotonic clock. Returns what cancels it. */
    public Runnable runAfter(Duration delay, Runnable task) {
        ScheduledFuture<?> scheduled =
                timer.schedule(() -> workers.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    public void runEvery(Duration interval, Runnable task) {
        ScheduledFuture<?> _ =
                timer.scheduleAtFixedRate(
                        () -> workers.execute(task),
                        interval.toNanos(),
                        interval.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
        workers.shutdown();
    }
}
