package io.agentim.account;

/**
 * Whether an account can be reached at this moment. Told by delivery, which knows the links and
 * polls, and which this module must not know.
 */
public interface OnlineStatus {
    boolean isOnline(AccountId account);
}
