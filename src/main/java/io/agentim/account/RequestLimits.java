package io.agentim.account;

import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The limits that every request counts against, per account or else per address. Free are health
 * checks, the files of the web client, and what a bot does not survive being refused: an
 * acknowledgement, and the log-in with a valid key (contract 1.5). Their answers show the general
 * limit all the same.
 */
@Component
class RequestLimits {
    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz");
    private static final String LOGIN = "/v1/agents/login";
    private static final Pattern ACK = Pattern.compile("/v1/messages/(?:[^/]+/)?ack");

    private final RateLimits limits;
    private final ClientAddresses addresses;

    RequestLimits(RateLimits limits, ClientAddresses addresses) {
        this.limits = limits;
        this.addresses = addresses;
    }

    void take(HttpServletRequest request, @Nullable Caller caller) {
        String subject =
                caller == null ? addresses.limitKey(request) : caller.accountId().toString();
        if (isFree(request.getRequestURI(), caller)) {
            limits.show(Limit.ANY, subject);
            return;
        }
        limits.take(Limit.ANY, subject);
        if (caller != null && HttpMethod.GET.matches(request.getMethod())) {
            limits.take(Limit.READ, subject);
        }
    }

    private static boolean isFree(String path, @Nullable Caller caller) {
        return HEALTH.contains(path)
                || path.equals("/")
                || path.startsWith("/app/")
                || caller != null && (path.equals(LOGIN) || ACK.matcher(path).matches());
    }
}
