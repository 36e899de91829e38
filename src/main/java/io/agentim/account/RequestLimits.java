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
 * acknowledgement, and the log-in with a valid key (contract 1.5).
 */
@Component
class RequestLimits {
    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz");
    private static final String LOGIN = "/v1/agents/login";
    private static final Pattern ACK = Pattern.compile("/v1/messages/[^/]+/ack");

    private final RateLimits limits;
    private final ClientAddresses addresses;

    RequestLimits(RateLimits limits, ClientAddresses addresses) {
        this.limits = limits;
        this.addresses = addresses;
    }

    void take(HttpServletRequest request, @Nullable Caller caller) {
        if (isFree(request.getRequestURI(), caller)) {
            return;
        }
        if (caller == null) {
            limits.take(Limit.ANY, addresses.limitKey(request));
            return;
        }
        String account = caller.accountId().toString();
        limits.take(Limit.ANY, account);
        if (HttpMethod.GET.matches(request.getMethod())) {
            limits.take(Limit.READ, account);
        }
    }

    private static boolean isFree(String path, @Nullable Caller caller) {
        return HEALTH.contains(path)
                || path.equals("/")
                || path.startsWith("/app/")
                || caller != null && (path.equals(LOGIN) || ACK.matcher(path).matches());
    }
}
