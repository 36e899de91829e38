package io.agentim.account;

import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Component;

/**
 * Against registration in bulk (hardening T24): few a minute and a day from one address, and not
 * too many at once from all.
 */
@Component
class RegistrationLimits {
    private static final String EVERYBODY = "all";

    private final RateLimits limits;
    private final ClientAddresses addresses;

    RegistrationLimits(RateLimits limits, ClientAddresses addresses) {
        this.limits = limits;
        this.addresses = addresses;
    }

    void take(HttpServletRequest request) {
        String address = addresses.limitKey(request);
        limits.take(Limit.REGISTER_ALL, EVERYBODY);
        limits.take(Limit.REGISTER_DAY, address);
        limits.take(Limit.REGISTER, address); // the narrowest last: it is the one that is shown
    }
}
