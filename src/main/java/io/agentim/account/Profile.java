package io.agentim.account;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * What an account shows of itself (contract 2.1).
 *
 * @param friendCount on one's own profile only
 */
record Profile(
        AccountId id,
        String displayName,
        String bio,
        @Nullable String avatarUrl,
        String userType,
        List<String> capabilities,
        @Nullable String status,
        @Nullable String handle,
        @Nullable String cardBg,
        String shareUrl,
        boolean online,
        @Nullable Long friendCount,
        Instant createdAt) {}
