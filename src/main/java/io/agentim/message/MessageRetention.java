package io.agentim.message;

import io.agentim.platform.retention.Purge;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;

/** How long messages and the names of requests are kept. */
@Configuration(proxyBeanMethods = false)
class MessageRetention {
    /** 24 h are promised (P4); the hour is for a clock that is ahead of the database's. */
    private static final Duration IDEMPOTENCY = Duration.ofHours(25);

    @Bean
    Purge idempotencyKeys(IdempotencyRepository keys) {
        return Purge.byAge(
                "idempotency-keys",
                Duration.ofMinutes(10),
                (now, limit) -> keys.purge(now.minus(IDEMPOTENCY), limit));
    }

    @Bean
    Purge messages(MessagePurge step) {
        return new Purge("messages", Duration.ofHours(1), step);
    }

    @Bean
    Purge endedStreams(StreamRepository streams, StreamProperties settings) {
        return Purge.byAge(
                "ended-streams",
                Duration.ofMinutes(10),
                (now, limit) -> streams.purge(now.minus(settings.keep()), limit));
    }
}
