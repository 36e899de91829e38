package io.agentim.platform.limit;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.limit.Buckets.Quota;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Token buckets, one per limit and subject (promise P31): capacity = limit, refilled evenly.
 * Thread-safe.
 */
@Component
public class RateLimits {
    /** Callers kept waiting for the tokens of one bucket. */
    static final int MAX_WAITING = 50;

    /**
     * @param rate how many in what time
     * @param maxWait how long a caller over the limit is kept waiting for a token before it is
     *     refused
     */
    record Policy(Rate rate, @DefaultValue("0s") Duration maxWait) {}

    private final boolean enabled;
    private final Map<Limit, Policy> policies = new EnumMap<>(Limit.class);
    private final Buckets buckets;

    RateLimits(Environment environment, Buckets buckets) {
        Binder binder = Binder.get(environment);
        this.enabled = binder.bind("agentim.limits.enabled", Boolean.class).orElse(true);
        for (Limit limit : Limit.values()) {
            String name = "agentim.limits." + limit.wire().replace('_', '-');
            Rate rate = binder.bind(name + ".rate", Rate.class).orElse(limit.byDefault());
            Duration wait = binder.bind(name + ".max-wait", Duration.class).orElse(Duration.ZERO);
            policies.put(limit, new Policy(rate, wait));
        }
        this.buckets = buckets;
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
        Quota quota = quota(limit, subject);
        Buckets.Answer answer = buckets.take(quota);
        show(quota);
        if (!answer.passes()) {
            throw refusal(limit, answer.retryAfter());
        }
    }

    /** Shows the limit on the answer being made, without counting anything against it. */
    public void show(Limit limit, String subject) {
        if (counts(limit)) {
            show(quota(limit, subject));
        }
    }

    private void show(Quota quota) {
        RateLimitHeaders.show(quota.limit(), quota.rate(), buckets.remaining(quota));
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
            buckets.giveBack(quota(limit, subject));
        }
    }

    private boolean counts(Limit limit) {
        return enabled && !policy(limit).rate().unlimited();
    }

    private Policy policy(Limit limit) {
        return java.util.Objects.requireNonNull(policies.get(limit));
    }

    private Quota quota(Limit limit, String subject) {
        Policy policy = policy(limit);
        return new Quota(limit, subject, policy.rate(), policy.maxWait());
    }

    private static DomainException refusal(Limit limit, Duration wait) {
        return DomainException.retryLater(
                ErrorCode.RATE_LIMITED,
                "too many requests (limit '%s')".formatted(limit.wire()),
                wait);
    }
}
