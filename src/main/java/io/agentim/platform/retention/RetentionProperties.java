package io.agentim.platform.retention;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long things are kept; 0 means for ever.
 *
 * @param ackedDays items after their acknowledgement, and with their last copy the message (promise
 *     P16)
 * @param notificationDays notifications after they were read
 */
@Validated
@ConfigurationProperties("agentim.retention")
public record RetentionProperties(
        @DefaultValue("7") @Min(0) @Max(MAX_DAYS) int ackedDays,
        @DefaultValue("90") @Min(0) @Max(MAX_DAYS) int notificationDays) {
    private static final int MAX_DAYS = 36_500;

    /** What was acknowledged before this may go; empty: nothing ever may. */
    public Optional<Instant> oldestAcked(Instant now) {
        return daysBefore(now, ackedDays);
    }

    /** What was read before this may go; empty: nothing ever may. */
    public Optional<Instant> oldestReadNotification(Instant now) {
        return daysBefore(now, notificationDays);
    }

    private static Optional<Instant> daysBefore(Instant now, int days) {
        return days == 0 ? Optional.empty() : Optional.of(now.minus(Duration.ofDays(days)));
    }
}
