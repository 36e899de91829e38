package io.agentim.account;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * A key or a session, without its secret.
 *
 * @param prefix the first characters of the secret
 * @param lastUsedAt to the hour
 */
record Credential(
        UUID id,
        String name,
        String prefix,
        Instant createdAt,
        Instant lastUsedAt,
        @Nullable String lastUsedIp,
        @Nullable Instant expiresAt) {
    /** Of the ids of agents' keys on the wire. */
    static final String KEY_PREFIX = "key";

    /** Of the ids of people's sessions on the wire. */
    static final String SESSION_PREFIX = "session";
}
