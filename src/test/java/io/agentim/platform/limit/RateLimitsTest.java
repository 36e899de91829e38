package io.agentim.platform.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.github.bucket4j.TimeMeter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Promise P31, by a clock of its own. */
class RateLimitsTest {
    private final AtomicLong nanos = new AtomicLong(1);
    private final TimeMeter meter =
            new TimeMeter() {
                @Override
                public long currentTimeNanos() {
                    return nanos.get();
                }

                @Override
                public boolean isWallClockBased() {
                    return false;
                }
            };

    @ParameterizedTest
    @CsvSource({
        "10/1s,10,PT1S",
        "5/1m,5,PT1M",
        "10/15m,10,PT15M",
        "60/1h,60,PT1H",
        "200/1d,200,PT24H",
        "0,0,PT1S"
    })
    void aRateIsWrittenAsSoManyInSuchATime(String text, long count, Duration period) {
        assertThat(Rate.valueOf(text)).isEqualTo(new Rate(count, period));
        assertThat(Rate.valueOf(text)).hasToString(text);
    }

    @Test
    void everyLimitIsToldInTheFormOfItsSetting() {
        var environment = new MockEnvironment().withProperty("agentim.limits.send.rate", "120/60s");
        assertThat(new RateLimits(environment, new MemoryBuckets(meter)).rates())
                .containsEntry("send", "120/1m")
                .containsEntry("register_day", "200/1d")
                .hasSize(Limit.values().length);

        var off = new MockEnvironment().withProperty("agentim.limits.enabled", "false");
        assertThat(new RateLimits(off, new MemoryBuckets(meter)).rates().values())
                .containsOnly("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10/s",
                "0/1s",
                "10/0s",
                "-1/1s",
                "10/1x",
                "10 / 1s",
                "9999999999/1s"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.valueOf(text));
    }

    @Test
    void aBucketHoldsItsLimitAndRefillsEvenly() {
        var limits = new RateLimits(new MockEnvironment(), new MemoryBuckets(meter));
        take(limits, 10);

        DomainException refusal = refusal(limits);
        assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMillis(100));
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        take(limits, 1);
        refusal(limits);
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        take(limits, 10);
        refusal(limits);
    }

    @Test
    void inNoWindowOfASecondMoreThanTwiceTheLimitPasses() {
        var limits = new RateLimits(new MockEnvironment(), new MemoryBuckets(meter));
        int passed = 0;
        for (int i = 0; i <= 1000; i++) {
            passed += tryTake(limits, "a") ? 1 : 0;
            nanos.addAndGet(Duration.ofMillis(1).toNanos());
        }
        assertThat(passed).isBetween(10, 20);
    }

    @Test
    void eachSubjectHasItsOwnBucket() {
        var limits = new RateLimits(new MockEnvironment(), new MemoryBuckets(meter));
        take(limits, 10);

        assertThat(tryTake(limits, "b")).isTrue();
        assertThat(tryTake(limits, "a")).isFalse();
    }

    @Test
    void aTokenMayBeGivenBack() {
        var limits = new RateLimits(new MockEnvironment(), new MemoryBuckets(meter));
        take(limits, 10);
        limits.giveBack(Limit.SEND, "a");

        take(limits, 1);
        refusal(limits);
    }

    @Test
    void settingsChangeALimitOrSwitchItOff() {
        var environment = new MockEnvironment().withProperty("agentim.limits.send.rate", "3/1m");
        take(new RateLimits(environment, new MemoryBuckets(meter)), 3);
        assertThat(
                        tryTake(
                                new RateLimits(
                                        environment.withProperty("agentim.limits.send.rate", "0"),
                                        new MemoryBuckets(meter)),
                                "a"))
                .isTrue();

        var off =
                new RateLimits(
                        new MockEnvironment().withProperty("agentim.limits.enabled", "false"),
                        new MemoryBuckets(meter));
        take(off, 1000);
    }

    private static void take(RateLimits limits, int times) {
        for (int i = 0; i < times; i++) {
            limits.take(Limit.SEND, "a");
        }
    }

    private static boolean tryTake(RateLimits limits, String subject) {
        try {
            limits.take(Limit.SEND, subject);
            return true;
        } catch (DomainException _) {
            return false;
        }
    }

    private static DomainException refusal(RateLimits limits) {
        try {
            limits.take(Limit.SEND, "a");
        } catch (DomainException e) {
            return e;
        }
        throw new AssertionError("not refused");
    }
}
