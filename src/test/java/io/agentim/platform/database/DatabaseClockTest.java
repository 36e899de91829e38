package io.agentim.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.agentim.support.LogOfThread;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

import javax.sql.DataSource;

/** Promise P32: how far the two clocks are apart is measured, warned of, and shown. */
@ServerTest
class DatabaseClockTest {
    private static final String WARNING = "The clocks of this machine and of the database differ";

    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired DataSource database;
    @Autowired DatabaseClock clock;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    /** This machine's clock differs by so much from the database's, which is on it. */
    private DatabaseClock apart(Duration by) {
        var apart = new DatabaseClock(jdbc, Clock.offset(Clock.systemUTC(), by), metrics);
        apart.look();
        return apart;
    }

    @Test
    void twoSecondsAreWarnedOfOnceAndAMinuteIsAlarming() {
        try (var log = new LogOfThread(DatabaseClock.class)) {
            assertThat(apart(Duration.ofMillis(1500)).alarmingSkew()).isEmpty();
            assertThat(log.messages()).isEmpty();

            DatabaseClock ahead = apart(Duration.ofSeconds(3));
            ahead.look();
            assertThat(log.messages()).containsExactly(WARNING);
            assertThat(ahead.alarmingSkew()).isEmpty();
        }
        assertThat(apart(Duration.ofMinutes(-10)).alarmingSkew().orElseThrow())
                .isCloseTo(Duration.ofMinutes(-10), Duration.ofSeconds(1));
    }

    @Test
    void theSkewIsAMetric() {
        var apart = apart(Duration.ofMinutes(10));

        assertThat(metrics.get("agentim.clock.skew").gauge().value()).isCloseTo(600, within(1.0));
        assertThat(metrics.get("agentim.clock.doubtful").gauge().value()).isZero();
        assertThat(apart.trustedNow()).as("not settled").isEmpty();
    }

    /** Promise P17, on a connection whose clock is a function of the test's. */
    @Test
    void aLeapOfTheDatabasesClockAlarms() throws SQLException {
        try (var log = new LogOfThread(ClockGuard.class);
                var connection = new SingleConnectionDataSource(database.getConnection(), true)) {
            var fake = JdbcClient.create(connection);
            fake.sql("create schema if not exists leaping").update();
            setClock(fake, "0");
            fake.sql("set search_path = leaping, pg_catalog").update();
            var leaping = new DatabaseClock(fake, Clock.systemUTC(), metrics);
            var alarm = metrics.get("agentim.clock.doubtful").gauge();
            leaping.look();
            assertThat(alarm.value()).isZero();

            setClock(fake, "30 days");
            leaping.look();
            assertThat(alarm.value()).isEqualTo(1);
            assertThat(leaping.trustedNow()).isEmpty();
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .startsWith("The database's clock has leapt ahead");

            setClock(fake, "0");
            leaping.look();
            assertThat(alarm.value()).isZero();
            fake.sql("reset search_path").update();
        }
    }

    private static void setClock(JdbcClient jdbc, String ahead) {
        jdbc.sql(
                        """
                        create or replace function leaping.clock_timestamp() returns timestamptz language sql as $$
                            select pg_catalog.clock_timestamp() + interval '%s' $$
                        """
                                .formatted(ahead))
                .update();
    }

    @Test
    void readinessWarnsOfIt() {
        // Until a request is faster than the regular look, which notes the truth.
        await().untilAsserted(() -> {
            clock.note(Duration.ofMinutes(10));
            var answer = server.anonymous().get("/readyz").hasStatus(200);
            assertThat(answer.text("status")).isEqualTo("ready");
            assertThat(answer.text("warning")).contains("differ by 600 s");
        });
        clock.look();
        assertThat(server.anonymous().get("/readyz").hasStatus(200).json().has("warning"))
                .isFalse();
    }
}
