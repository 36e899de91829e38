package io.agentim.delivery;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;

/**
 * Settings of the links that clients keep open (contract 3.2, promises 2.3 and P30). {@code
 * agentim.limits.enabled=false} lifts the three counts.
 *
 * @param pingInterval how often the server pings; well under a minute, as home routers drop idle
 *     connections
 * @param maxSilence how long nothing may come from a client, its answers to pings included
 * @param maxWrite how long a client may leave one write blocked before it is cut off
 * @param maxPerAccount links of one account, all transports together; the next one ends the oldest
 * @param maxPerAddress links and waiting polls of one client address
 * @param maxTotal links and waiting polls of all; 0 is three quarters of the files that the process
 *     may open
 */
@Validated
@ConfigurationProperties("agentim.connections")
record ConnectionProperties(
        @DefaultValue("30s") @DurationMin(millis = 100) @DurationMax(seconds = 50)
                Duration pingInterval,
        @DefaultValue("90s") @DurationMin(seconds = 1) @DurationMax(minutes = 10)
                Duration maxSilence,
        @DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(minutes = 1) Duration maxWrite,
        @DefaultValue("10") @Positive int maxPerAccount,
        @DefaultValue("200") @Positive int maxPerAddress,
        @DefaultValue("0") @PositiveOrZero int maxTotal) {}
