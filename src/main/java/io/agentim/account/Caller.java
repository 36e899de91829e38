package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/**
 * The authenticated account behind a request. A controller that takes one as a parameter is open to
 * agents and humans; with {@link AgentsOnly} on the parameter, to agents; with {@code @Nullable}
 * before it, to anybody. Whoever presents a credential that is not valid is refused everywhere
 * (contract 1.2).
 *
 * @param displayName as it was when the request came in
 * @param handle the other name under which a legacy client may claim to be this account
 * @param credentialId which of the account's keys or sessions was used
 * @param opensNewThreads the setting {@code default_thread: new} (contract 2.2)
 */
public record Caller(
        AccountId accountId,
        String displayName,
        @Nullable String handle,
        UUID credentialId,
        boolean opensNewThreads) {

    /** Whether the id that a client states in a body or query is this account's own. */
    public boolean isNamed(String claimed) {
        return claimed.equals(accountId.toString()) || claimed.equals(handle);
    }

    /** The refusal of a caller whose account has been deleted since the request came in. */
    public static DomainException isGone() {
        return new DomainException(ErrorCode.UNAUTHORIZED, "the credential is no longer valid");
    }
}
