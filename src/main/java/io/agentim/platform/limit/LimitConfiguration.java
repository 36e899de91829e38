package io.agentim.platform.limit;

import io.agentim.platform.retention.Purge;
import io.github.bucket4j.TimeMeter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;

@Configuration(proxyBeanMethods = false)
class LimitConfiguration {
    @Bean
    Buckets buckets(LimitProperties settings, JdbcClient jdbc) {
        return switch (settings.store()) {
            case MEMORY -> new MemoryBuckets(TimeMeter.SYSTEM_NANOTIME);
            case POSTGRESQL -> new SharedBuckets(jdbc);
        };
    }

    /** Whatever the store is now, it may have been the other one. */
    @Bean
    Purge rateLimitPurge(JdbcClient jdbc) {
        return Purge.byAge(
                "rate-limit",
                Duration.ofMinutes(10),
                (now, limit) -> SharedBuckets.purge(jdbc, now, limit));
    }
}
