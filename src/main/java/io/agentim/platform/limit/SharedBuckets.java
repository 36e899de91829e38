package io.agentim.platform.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;

import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * In PostgreSQL, for all replicas together and by its clock alone. A token bucket is one moment:
 * when it will be full again. Each token puts that off by the time in which one grows, and there is
 * none if it would lie further ahead than a whole period. So taking one is a single statement on a
 * row of an unlogged table, whose commit waits for no disk.
 *
 * <p>Within a transaction it counts when that commits.
 */
final class SharedBuckets implements Buckets {
    private static final int MAX_KNOWN = 200_000;

    private record Key(Limit limit, String subject) {}

    /**
     * @param fullAt by the monotonic clock of this process
     */
    private record Known(long fullAt, Duration period) {}

    private final JdbcClient jdbc;

    /** As of the last request that came here. */
    private final Cache<Key, Known> known =
            Caffeine.newBuilder()
                    .maximumSize(MAX_KNOWN)
                    .expireAfter(Expiry.writing((Key _, Known k) -> k.period()))
                    .build();

    SharedBuckets(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Answer take(Quota quota) {
        Rate rate = quota.rate();
        Optional<Duration> taken = tryTake(quota);
        Duration fullIn = taken.orElseGet(() -> fullIn(quota));
        remember(quota, fullIn);
        if (taken.isEmpty()) {
            Duration tokenIn = fullIn.plus(rate.perToken()).minus(rate.period());
            return new Answer(false, tokenIn.isPositive() ? tokenIn : rate.perToken());
        }
        Duration wait = fullIn.minus(rate.period()); // more than nothing: of a token yet to grow
        return new Answer(sleep(wait), wait);
    }

    /** Returns after what time the bucket is full again; empty if there was no token. */
    private Optional<Duration> tryTake(Quota quota) {
        return jdbc.sql(
                        """
                        insert into rate_limit as held (name, subject, full_at)
                        values (:name, :subject, clock_timestamp() + :token * interval '1 microsecond')
                        on conflict (name, subject) do update
                        set full_at = greatest(held.full_at, clock_timestamp()) + :token * interval '1 microsecond'
                        where held.full_at + :token * interval '1 microsecond'
                              <= clock_timestamp() + :most * interval '1 microsecond'
                        returning (extract(epoch from full_at - clock_timestamp()) * 1000000)::bigint
                        """)
                .param("name", quota.limit().wire())
                .param("subject", quota.subject())
                .param("token", micros(quota.rate().perToken()))
                .param("most", micros(quota.rate().period().plus(patience(quota))))
                .query((row, _) -> Duration.of(row.getLong(1), ChronoUnit.MICROS))
                .optional();
    }

    /** Tokens yet to grow are given out, too, but not so many that a crowd waits. */
    private static Duration patience(Quota quota) {
        Duration crowd = quota.rate().perToken().multipliedBy(RateLimits.MAX_WAITING);
        return crowd.compareTo(quota.maxWait()) < 0 ? crowd : quota.maxWait();
    }

    private Duration fullIn(Quota quota) {
        return jdbc.sql(
                        """
                        select (extract(epoch from full_at - clock_timestamp()) * 1000000)::bigint
                        from rate_limit where name = :name and subject = :subject
                        """)
                .param("name", quota.limit().wire())
                .param("subject", quota.subject())
                .query((row, _) -> Duration.of(row.getLong(1), ChronoUnit.MICROS))
                .optional()
                .orElse(quota.rate().period()); // purged this moment
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1000;
    }

    private static boolean sleep(Duration wait) {
        try {
            Thread.sleep(wait); // not at all, if it is over
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void giveBack(Quota quota) {
        jdbc.sql(
                        """
                        update rate_limit set full_at = full_at - :token * interval '1 microsecond'
                        where name = :name and subject = :subject
                        """)
                .param("name", quota.limit().wire())
                .param("subject", quota.subject())
                .param("token", micros(quota.rate().perToken()))
                .update();
    }

    private void remember(Quota quota, Duration fullIn) {
        long fullAt = System.nanoTime() + fullIn.toNanos();
        known.put(
                new Key(quota.limit(), quota.subject()), new Known(fullAt, quota.rate().period()));
    }

    @Override
    public long remaining(Quota quota) {
        Known last = known.getIfPresent(new Key(quota.limit(), quota.subject()));
        long missing = last == null ? 0 : Math.max(0, last.fullAt() - System.nanoTime());
        Duration there = quota.rate().period().minusNanos(missing);
        return Math.max(0, there.dividedBy(quota.rate().perToken()));
    }

    /** Forgets buckets that are full. */
    static int purge(JdbcClient jdbc, Instant now, int limit) {
        return jdbc.sql(
                        """
                        delete from rate_limit where ctid = any(array(
                            select ctid from rate_limit where full_at < :now limit :limit))
                          and full_at < :now
                        """)
                .param("now", SqlTime.of(now))
                .param("limit", limit)
                .update();
    }
}
