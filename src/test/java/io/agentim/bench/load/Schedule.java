package io.agentim.bench.load;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * When requests are due that come by chance (a Poisson process, as pgbench's --rate makes it),
 * whatever has become of the ones before. Waiting for a turn counts as latency: a closed loop would
 * hide it.
 */
public final class Schedule {
    /** No more times. */
    public static final long OVER = Long.MIN_VALUE;

    private final SplittableRandom random = new SplittableRandom(2026);
    private final double meanGap;
    private final long end;
    private double next;

    public Schedule(double perSecond, Duration length) {
        this.meanGap = 1e9 / perSecond;
        long start = System.nanoTime();
        this.next = start;
        this.end = start + length.toNanos();
    }

    /** The next time, of {@link System#nanoTime}, or {@link #OVER}. */
    public synchronized long next() {
        next += -Math.log(1 - random.nextDouble()) * meanGap;
        return next < end ? (long) next : OVER;
    }

    public static void waitUntil(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
