package io.agentim.platform.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.platform.limit.Buckets.Answer;
import io.agentim.platform.limit.Buckets.Quota;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Promise P31 for the buckets in PostgreSQL: two of them stand for two replicas. */
@ServerTest
class SharedBucketsTest {
    private static final Rate TEN_AN_HOUR = Rate.valueOf("10/1h");

    @Autowired JdbcClient jdbc;

    private static Quota quota(Rate rate, Duration maxWait) {
        return new Quota(Limit.SEND, UUID.randomUUID().toString(), rate, maxWait);
    }

    private SharedBuckets replica() {
        return new SharedBuckets(jdbc);
    }

    private static boolean take(Buckets buckets, Quota quota) {
        return buckets.take(quota).passes();
    }

    @Test
    void allReplicasTogetherHaveTheLimitAndNoMore() throws Exception {
        Quota quota = quota(TEN_AN_HOUR, Duration.ZERO);
        SharedBuckets one = replica();
        SharedBuckets other = replica();

        try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            Stream<Callable<Boolean>> requests =
                    Stream.of(one, other).map(replica -> () -> take(replica, quota));
            var tasks = requests.flatMap(task -> Stream.generate(() -> task).limit(12)).toList();
            long passed = 0;
            for (var answer : crowd.invokeAll(tasks)) {
                passed += answer.get() ? 1 : 0;
            }
            assertThat(passed).isEqualTo(10);
        }

        Answer refusal = one.take(quota);
        assertThat(refusal.passes()).isFalse();
        assertThat(refusal.retryAfter()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
        assertThat(one.remaining(quota)).isZero();
        assertThat(take(one, quota(TEN_AN_HOUR, Duration.ZERO))).as("another subject").isTrue();
    }

    @Test
    void aTokenGrowsInItsTime() {
        Quota quota = quota(Rate.valueOf("2/1s"), Duration.ZERO);
        SharedBuckets buckets = replica();
        assertThat(take(buckets, quota)).isTrue();
        assertThat(take(buckets, quota)).isTrue();
        Answer refusal = buckets.take(quota);
        assertThat(refusal.passes()).isFalse();
        assertThat(refusal.retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofMillis(500));

        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> take(buckets, quota));
    }

    @Test
    void aTokenMayBeGivenBack() {
        Quota quota = quota(TEN_AN_HOUR, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            assertThat(take(replica(), quota)).isTrue();
        }
        replica().giveBack(quota);

        assertThat(take(replica(), quota)).isTrue();
        assertThat(take(replica(), quota)).isFalse();
    }

    @Test
    void whoMayWaitGetsATokenThatIsYetToGrow() {
        Rate rate = Rate.valueOf("5/1s");
        Quota patient = quota(rate, Duration.ofMillis(300));
        SharedBuckets buckets = replica();
        for (int i = 0; i < 5; i++) {
            assertThat(take(buckets, patient)).isTrue();
        }
        long began = System.nanoTime();

        assertThat(take(buckets, patient)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThan(Duration.ofMillis(50));
    }

    @Test
    void whatIsFullAgainIsForgottenAndNothingElse() {
        Quota full = quota(Rate.valueOf("1000/1s"), Duration.ZERO);
        Quota counting = quota(TEN_AN_HOUR, Duration.ZERO);
        assertThat(take(replica(), full)).isTrue();
        assertThat(take(replica(), counting)).isTrue();
        await().until(() -> rows(full, "full_at < clock_timestamp()") == 1);

        SharedBuckets.purge(jdbc, databaseTime(), 1000);

        assertThat(rows(full, "true")).isZero();
        assertThat(rows(counting, "true")).isEqualTo(1);
    }

    private Instant databaseTime() {
        return jdbc.sql("select clock_timestamp()")
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .single();
    }

    private int rows(Quota quota, String condition) {
        return jdbc.sql("select count(*) from rate_limit where subject = :subject and " + condition)
                .param("subject", quota.subject())
                .query(Integer.class)
                .single();
    }
}
