package io.agentim.delivery.webhook;

import io.agentim.platform.retention.Purge;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;

/** Deliveries that have ended are kept for a while, to be looked at and replayed. */
@Configuration(proxyBeanMethods = false)
class DeliveryRetention {
    @Bean
    Purge endedDeliveries(UpkeepRepository deliveries, WebhookProperties settings) {
        return Purge.byAge(
                "ended-webhook-deliveries",
                Duration.ofMinutes(10),
                (now, limit) -> deliveries.purge(now.minus(settings.retention()), limit));
    }
}
