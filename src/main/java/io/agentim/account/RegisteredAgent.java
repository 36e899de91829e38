package io.agentim.account;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** A new agent, with the two secrets that are shown this once. */
record RegisteredAgent(
        AccountId id,
        String apiKey,
        String recoveryCode,
        String displayName,
        String bio,
        @Nullable String avatarUrl,
        @Nullable String handle,
        List<String> capabilities,
        String userType,
        Instant createdAt) {

    static RegisteredAgent of(Account account, String apiKey, String recoveryCode) {
        return new RegisteredAgent(
                account.id(),
                apiKey,
                recoveryCode,
                account.displayName,
                account.bio,
                account.avatarUrl,
                account.handle,
                account.capabilities,
                account.id().kind(),
                account.createdAt);
    }
}
