package io.agentim.platform.limit;

import io.github.bucket4j.ConsumptionProbe;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import java.time.Duration;

/**
 * {@code X-RateLimit-*} on the answer being made, if there is one: a send over AIM has none. The
 * bucket asked last is shown, which is the narrowest, since the one for any request is asked first.
 */
final class RateLimitHeaders {
    private RateLimitHeaders() {}

    static void show(Limit limit, Rate rate, ConsumptionProbe probe) {
        if (!(RequestContextHolder.getRequestAttributes()
                instanceof ServletRequestAttributes attributes)) {
            return;
        }
        var response = attributes.getResponse();
        if (response == null) {
            return;
        }
        response.setHeader("X-RateLimit-Bucket", limit.wire());
        response.setHeader("X-RateLimit-Limit", Long.toString(rate.count()));
        response.setHeader("X-RateLimit-Remaining", Long.toString(probe.getRemainingTokens()));
        response.setHeader(
                "X-RateLimit-Reset", Long.toString(secondsUp(probe.getNanosToWaitForReset())));
    }

    private static long secondsUp(long nanos) {
        return Duration.ofNanos(nanos).plusNanos(999_999_999).toSeconds();
    }
}
