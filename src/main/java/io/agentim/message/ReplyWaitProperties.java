package io.agentim.message;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;

/**
 * Settings of waiting for a reply.
 *
 * @param timeout how long, when the client does not say; SDKs hang up after 35 s
 * @param maxTimeout how long at most, whatever the client says
 * @param maxPerAccount how many requests of one account may wait at once; one more is refused
 * @param poll how often the table is looked at for what other replicas have committed
 */
@Validated
@ConfigurationProperties("agentim.reply-wait")
record ReplyWaitProperties(
        @DefaultValue("25s") @DurationMin(seconds = 0) @DurationMax(seconds = 300) Duration timeout,
        @DefaultValue("300s") @DurationMin(seconds = 1) @DurationMax(seconds = 300)
                Duration maxTimeout,
        @DefaultValue("32") @Positive @Max(10_000) int maxPerAccount,
        @DefaultValue("1s") @DurationMin(millis = 10) @DurationMax(seconds = 60) Duration poll) {

    /** Within what the settings allow; null is the default. */
    Duration clamp(@Nullable Long seconds) {
        return seconds == null
                ? timeout
                : Duration.ofSeconds(Math.clamp(seconds, 0, maxTimeout.toSeconds()));
    }
}
