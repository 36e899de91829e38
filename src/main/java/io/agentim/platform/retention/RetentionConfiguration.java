package io.agentim.platform.retention;

import io.agentim.platform.database.DatabaseClock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {
    private static final Duration POLL = Duration.ofSeconds(10);

    @Bean
    PurgeRunner purgeRunner(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            PurgeMetrics metrics,
            DatabaseClock clock) {
        return new PurgeRunner(jdbc, transaction, metrics, clock::trustedNow);
    }

    @Bean
    PurgeSchedule purgeSchedule(
            List<Purge> purges, PurgeRunner runner, DataSource database, Clock clock) {
        return new PurgeSchedule(
                purges, runner, database, clock, "agentim " + UUID.randomUUID(), POLL);
    }
}
