package io.agentim.platform.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Token buckets in the memory of this process, one per limit and key (promise P31): capacity =
 * limit, refilled evenly, measured with the monotonic clock. With several replicas each counts for
 * itself. Thread-safe.
 */
@Component
public class RateLimits {
    private static final int MAX_BUCKETS = 200_000;
    private static final int MAX_WAITING = 50;

    /**
     * @param rate how many in what time
     * @param maxWait how long a caller over the limit is kept waiting for a token before it is
     *     refused
     */
    record Policy(Rate rate, @DefaultValue("0s") Duration maxWait) {}

    private record Key(Limit limit, String subject) {}

    private static final class Entry {
        final Bucket bucket;
        final AtomicInteger waiting = new AtomicInteger();

        Entry(Bucket bucket) {
            this.bucket = bucket;
        }
    }

    private final boolean enabled;
    private final Map<Limit, Policy> policies = new EnumMap<>(Limit.class);
    private final Cache<Key, Entry> buckets;
    private final TimeMeter meter;

    @org.springframework.beans.factory.annotation.Autowired
    RateLimits(Environment environment) {
        this(environment, TimeMeter.SYSTEM_NANOTIME);
    }

    RateLimits(Environment environment, TimeMeter meter) {
        Binder binder = Binder.get(environment);
        this.enabled = binder.bind("agentim.limits.enabled", Boolean.class).orElse(true);
        for (Limit limit : Limit.values()) {
            String name = "agentim.limits." + limit.wire().replace('_', '-');
            Rate rate = binder.bind(name + ".rate", Rate.class).orElse(limit.byDefault());
            Duration wait = binder.bind(name + ".max-wait", Duration.class).orElse(Duration.ZERO);
            policies.put(limit, new Policy(rate, wait));
        }
        this.meter = meter;
        // A bucket left alone for its whole period is full again, so forgetting it changes nothing.
        this.buckets =
                Caffeine.newBuilder()
                        .maximumSize(MAX_BUCKETS)
                        .expireAfter(
                                Expiry.accessing(
                                        (Key key, Entry _) -> policy(key.limit).rate().period()))
                        .build();
    }

    /**
     * Takes a token, waiting for it as long as the limit's {@code max-wait} allows.
     *
     * @param subject whom the limit counts: an account id or an address
     * @throws DomainException {@code rate_limited}, with the time after which one more request will
     *     succeed
     */
    public void take(Limit limit, String subject) {
        if (!counts(limit)) {
            return;
        }
        Entry entry = entry(limit, subject);
        ConsumptionProbe probe = entry.bucket.tryConsumeAndReturnRemaining(1);
        Duration maxWait = policy(limit).maxWait();
        boolean passes =
                probe.isConsumed()
                        || probe.getNanosToWaitForRefill() <= maxWait.toNanos()
                                && waitForToken(entry, maxWait);
        show(limit, entry);
        if (!passes) {
            throw refusal(limit, probe);
        }
    }

    /** Shows the limit on the answer being made, without counting anything against it. */
    public void show(Limit limit, String subject) {
        if (counts(limit)) {
            show(limit, entry(limit, subject));
        }
    }

    private void show(Limit limit, Entry entry) {
        RateLimitHeaders.show(limit, policy(limit).rate(), entry.bucket.getAvailableTokens());
    }

    /** Each limit under its name, in the form of its setting. */
    public SortedMap<String, String> rates() {
        var rates = new TreeMap<String, String>();
        for (Limit limit : Limit.values()) {
            rates.put(limit.wire(), enabled ? policy(limit).rate().toString() : "0");
        }
        return rates;
    }

    /**
     * Gives back a token taken for something that turned out to be free, such as a repeated send.
     */
    public void giveBack(Limit limit, String subject) {
        if (counts(limit)) {
            entry(limit, subject).bucket.addTokens(1);
        }
    }

    private boolean counts(Limit limit) {
        return enabled && !policy(limit).rate().unlimited();
    }

    private Policy policy(Limit limit) {
        return java.util.Objects.requireNonNull(policies.get(limit));
    }

    private static boolean waitForToken(Entry entry, Duration maxWait) {
        if (entry.waiting.incrementAndGet() > MAX_WAITING) {
            entry.waiting.decrementAndGet();
            return false;
        }
        try {
            return entry.bucket.asBlocking().tryConsume(1, maxWait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            entry.waiting.decrementAndGet();
        }
    }

    private Entry entry(Limit limit, String subject) {
        return buckets.get(
                new Key(limit, subject), key -> new Entry(newBucket(policy(key.limit).rate())));
    }

    private Bucket newBucket(Rate rate) {
        return Bucket.builder()
                .addLimit(bandwidth ->
                        bandwidth.capacity(rate.count()).refillGreedy(rate.count(), rate.period()))
                .withCustomTimePrecision(meter)
                .build();
    }

    private static DomainException refusal(Limit limit, ConsumptionProbe probe) {
        return refusal(limit, Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private static DomainException refusal(Limit limit, Duration wait) {
        return DomainException.retryLater(
                ErrorCode.RATE_LIMITED,
                "too many requests (limit '%s')".formatted(limit.wire()),
                wait);
    }
}
