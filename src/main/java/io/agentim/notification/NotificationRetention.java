package io.agentim.notification;

import io.agentim.platform.retention.Purge;
import io.agentim.platform.retention.RetentionProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;

/** Notifications go some time after they were read; unread ones stay. */
@Configuration(proxyBeanMethods = false)
class NotificationRetention {
    @Bean
    Purge readNotifications(NotificationRepository notifications, RetentionProperties settings) {
        return Purge.byAge(
                "read-notifications",
                Duration.ofHours(1),
                (now, limit) ->
                        settings.oldestReadNotification(now)
                                .map(oldest -> notifications.purgeRead(oldest, limit))
                                .orElse(0));
    }
}
