package io.agentim.platform.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** In the memory of this process: with several replicas each counts for itself. */
final class MemoryBuckets implements Buckets {
    private static final int MAX_BUCKETS = 200_000;

    private record Key(Limit limit, String subject) {}

    private record Entry(Bucket bucket, Duration period, AtomicInteger waiting) {}

    private final TimeMeter meter;

    /** A bucket left alone for its whole period is full again, so forgetting it changes nothing. */
    private final Cache<Key, Entry> entries =
            Caffeine.newBuilder()
                    .maximumSize(MAX_BUCKETS)
                    .expireAfter(Expiry.accessing((Key _, Entry entry) -> entry.period()))
                    .build();

    /**
     * @param meter monotonic, or setting the clock would fill the buckets
     */
    MemoryBuckets(TimeMeter meter) {
        this.meter = meter;
    }

    @Override
    public Answer take(Quota quota) {
        Entry entry = entry(quota);
        ConsumptionProbe probe = entry.bucket().tryConsumeAndReturnRemaining(1);
        var tokenIn = Duration.ofNanos(probe.getNanosToWaitForRefill());
        boolean passes =
                probe.isConsumed()
                        || tokenIn.compareTo(quota.maxWait()) <= 0
                                && waitForToken(entry, quota.maxWait());
        return new Answer(passes, tokenIn);
    }

    private static boolean waitForToken(Entry entry, Duration maxWait) {
        if (entry.waiting().incrementAndGet() > RateLimits.MAX_WAITING) {
            entry.waiting().decrementAndGet();
            return false;
        }
        try {
            return entry.bucket().asBlocking().tryConsume(1, maxWait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            entry.waiting().decrementAndGet();
        }
    }

    @Override
    public void giveBack(Quota quota) {
        entry(quota).bucket().addTokens(1);
    }

    @Override
    public long remaining(Quota quota) {
        return entry(quota).bucket().getAvailableTokens();
    }

    private Entry entry(Quota quota) {
        return entries.get(new Key(quota.limit(), quota.subject()), _ -> newEntry(quota.rate()));
    }

    private Entry newEntry(Rate rate) {
        Bucket bucket =
                Bucket.builder()
                        .addLimit(bandwidth ->
                                bandwidth
                                        .capacity(rate.count())
                                        .refillGreedy(rate.count(), rate.period()))
                        .withCustomTimePrecision(meter)
                        .build();
        return new Entry(bucket, rate.period(), new AtomicInteger());
    }
}
