package io.agentim.platform;

import io.agentim.platform.id.UuidV7;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Clock;
import java.time.Duration;

/** Where wall time comes from. */
@Configuration(proxyBeanMethods = false)
public class ClockConfiguration {
    /**
     * The only source of wall time; inject it where there is somebody to inject. Milliseconds: what
     * the wire shows and PostgreSQL gives back unchanged.
     */
    public static Clock systemClock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    }

    @Bean
    Clock clock() {
        return systemClock();
    }

    @Bean
    UuidV7 uuidV7(Clock clock) {
        return new UuidV7(clock);
    }
}
