package io.agentim.delivery.webhook;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/** How long a receiver asks to be left alone, with 429 or 503: an hour at most (promise P21). */
final class RetryAfter {
    private static final Set<Integer> STATUSES = Set.of(429, 503);

    private RetryAfter() {}

    static @Nullable Duration of(HttpResponse response, Instant now) {
        Header header = response.getFirstHeader("Retry-After");
        if (header == null || !STATUSES.contains(response.getCode())) {
            return null;
        }
        Duration wait = parse(header.getValue().strip(), now);
        if (wait == null || !wait.isPositive()) {
            return null;
        }
        return wait.compareTo(RetrySchedule.MAX_RETRY_AFTER) > 0
                ? RetrySchedule.MAX_RETRY_AFTER
                : wait;
    }

    private static @Nullable Duration parse(String value, Instant now) {
        if (value.matches("[0-9]{1,12}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            var until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Duration.between(now, until.toInstant());
        } catch (DateTimeException _) {
            return null;
        }
    }
}
