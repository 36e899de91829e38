package io.agentim.delivery.longpoll;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;

/**
 * Settings of {@code GET /v1/messages/pending} (contract 2.2).
 *
 * @param timeout how long an empty poll is held open when the client does not say
 * @param maxTimeout how long at most, whatever the client says; above a minute, home routers drop
 *     idle connections
 * @param maxWaiting how many polls of one account may wait at once; the next one ends the oldest
 */
@Validated
@ConfigurationProperties("agentim.long-poll")
record LongPollProperties(
        @DefaultValue("30s") @DurationMin(seconds = 0) @DurationMax(seconds = 60) Duration timeout,
        @DefaultValue("60s") @DurationMin(seconds = 1) @DurationMax(seconds = 60)
                Duration maxTimeout,
        @DefaultValue("4") @Positive @Max(1000) int maxWaiting) {}
