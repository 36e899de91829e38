package io.agentim.account;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/** An invite as its maker sees it later: without the code. */
record Invite(
        UUID id,
        String prefix,
        Instant createdAt,
        Instant expiresAt,
        boolean expired,
        @Nullable Instant usedAt,
        @Nullable AccountId usedBy) {
    static final String ID_PREFIX = "inv";
}
