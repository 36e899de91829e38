package io.agentim.message;

import jakarta.validation.constraints.Positive;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;

/**
 * Settings of messages that are streamed.
 *
 * @param silence without a chunk for so long, a stream is aborted
 * @param maxOpen streams that one account may have open, and may watch, at once
 * @param keep how long those who watch can still fetch what has ended
 */
@Validated
@ConfigurationProperties("agentim.stream")
record StreamProperties(
        @DefaultValue("90s") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration silence,
        @DefaultValue("16") @Positive int maxOpen,
        @DefaultValue("10m") @DurationMin(seconds = 1) @DurationMax(hours = 24) Duration keep) {}
