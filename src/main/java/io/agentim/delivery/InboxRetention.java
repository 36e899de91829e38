package io.agentim.delivery;

import io.agentim.platform.retention.Purge;
import io.agentim.platform.retention.RetentionProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;

/** Acknowledged items go after their time; those that are not stay for ever (promise P16). */
@Configuration(proxyBeanMethods = false)
class InboxRetention {
    @Bean
    Purge ackedItems(InboxRepository inbox, RetentionProperties settings) {
        return Purge.byAge(
                "acked-items",
                Duration.ofMinutes(10),
                (now, limit) ->
                        settings.oldestAcked(now)
                                .map(oldest -> inbox.purgeAcked(oldest, limit))
                                .orElse(0));
    }
}
