package io.agentim.account;

import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Checks passwords and limits how many wrong ones may be tried, for one account and from one
 * address (hardening T3). A token is taken before the check and given back after a right password,
 * so that a volley of guesses is no way around the limit.
 */
@Component
class PasswordGuard {
    private final Passwords passwords;
    private final RateLimits limits;
    private final ClientAddresses addresses;

    PasswordGuard(Passwords passwords, RateLimits limits, ClientAddresses addresses) {
        this.passwords = passwords;
        this.limits = limits;
        this.addresses = addresses;
    }

    /**
     * @param account who is tried, whether or not there is such an account
     * @param hash null if there is none
     */
    boolean isRight(
            String password, String account, @Nullable String hash, HttpServletRequest request) {
        String address = addresses.limitKey(request);
        limits.take(Limit.LOGIN, account);
        try {
            limits.take(Limit.LOGIN, address);
        } catch (RuntimeException e) {
            limits.giveBack(Limit.LOGIN, account); // not tried after all
            throw e;
        }
        boolean right;
        try {
            right = passwords.matches(password, hash);
        } catch (RuntimeException e) {
            giveBack(account, address);
            throw e;
        }
        if (right) {
            giveBack(account, address);
        }
        return right;
    }

    private void giveBack(String account, String address) {
        limits.giveBack(Limit.LOGIN, account);
        limits.giveBack(Limit.LOGIN, address);
    }
}
