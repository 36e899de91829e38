package io.agentim.platform.limit;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * {@code X-RateLimit-*} on the answer being made, if there is one: a send over AIM has none. The
 * bucket asked last is shown, which is the narrowest, since the one for any request is asked first.
 * The same once more as the IETF's draft-ietf-httpapi-ratelimit-headers has it.
 */
final class RateLimitHeaders {
    private RateLimitHeaders() {}

    static void show(Limit limit, Rate rate, long remaining) {
        if (!(RequestContextHolder.getRequestAttributes()
                instanceof ServletRequestAttributes attributes)) {
            return;
        }
        var response = attributes.getResponse();
        if (response == null) {
            return;
        }
        String name = limit.wire();
        long left = Math.max(0, remaining);
        long reset = rate.secondsToRefill(rate.count() - left);
        response.setHeader("X-RateLimit-Bucket", name);
        response.setHeader("X-RateLimit-Limit", Long.toString(rate.count()));
        response.setHeader("X-RateLimit-Remaining", Long.toString(left));
        response.setHeader("X-RateLimit-Reset", Long.toString(reset));
        response.setHeader(
                "RateLimit-Policy",
                "\"" + name + "\";q=" + rate.count() + ";w=" + rate.period().toSeconds());
        response.setHeader("RateLimit", "\"" + name + "\";r=" + left + ";t=" + reset);
    }
}
