package io.agentim.account;

import java.time.Instant;

/**
 * A person's log-in, with its token, which is shown this once. Everything that clients look for is
 * there under both of its names (contract 2.8).
 */
record Session(
        AccountId id,
        AccountId userId,
        String token,
        String accessToken,
        String displayName,
        String userType,
        Instant expiresAt,
        Instant createdAt) {

    static Session of(Account account, String token, Instant expiresAt) {
        return new Session(
                account.id(),
                account.id(),
                token,
                token,
                account.displayName,
                account.id().kind(),
                expiresAt,
                account.createdAt);
    }
}
