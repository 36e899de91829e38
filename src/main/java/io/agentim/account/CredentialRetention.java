package io.agentim.account;

import io.agentim.platform.retention.Purge;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;

/** What opens nothing any more is forgotten. */
@Configuration(proxyBeanMethods = false)
class CredentialRetention {
    /** So long an operator can still find out what a key was that somebody complains about. */
    private static final Duration ENDED = Duration.ofDays(7);

    /** The row of a session that ended by lying idle goes after its absolute end, 60 days later. */
    @Bean
    Purge endedCredentials(CredentialRepository credentials) {
        return Purge.byAge(
                "ended-credentials",
                Duration.ofHours(1),
                (now, limit) -> credentials.purgeEnded(now.minus(ENDED), limit));
    }

    @Bean
    Purge webSocketTickets(TicketRepository tickets) {
        return Purge.byAge("websocket-tickets", Duration.ofMinutes(10), tickets::purge);
    }
}
