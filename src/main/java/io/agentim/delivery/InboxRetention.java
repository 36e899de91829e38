package io.agentim.delivery;

import io.agentim.platform.retention.Purge;
import io.agentim.platform.retention.RetentionProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;

/**
 * Acknowledged items go after their time; those that are not stay for ever (promise P16), unless
 * they were to be delivered only for a while: then they count as done, and go likewise.
 */
@Configuration(proxyBeanMethods = false)
class InboxRetention {
    @Bean
    Purge ackedItems(AckRepository inbox, RetentionProperties settings) {
        return Purge.byAge(
                "acked-items",
                Duration.ofMinutes(10),
                (now, limit) ->
                        settings.oldestAcked(now)
                                .map(oldest -> inbox.purgeAcked(oldest, limit))
                                .orElse(0));
    }

    /** Readers pass expired items over in any case; once closed, they do not have to. */
    @Bean
    Purge expiredItems(AckRepository inbox) {
        return Purge.byAge(
                "expired-items", Duration.ofMinutes(1), (_, limit) -> inbox.closeExpired(limit));
    }
}
