package io.agentim.account;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A person's log-in, with its token, which is shown this once. Everything that clients look for is
 * there under both of its names (contract 2.8). Without the token, if that went into a cookie.
 */
record Session(
        AccountId id,
        AccountId userId,
        @Nullable String token,
        @Nullable String accessToken,
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

    /** For a browser, which keeps the token in a cookie. */
    Session withoutToken() {
        return new Session(id, userId, null, null, displayName, userType, expiresAt, createdAt);
    }
}
