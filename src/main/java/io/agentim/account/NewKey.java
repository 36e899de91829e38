package io.agentim.account;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A key that was just made; the only answer that holds it.
 *
 * @param oldKeyExpiresAt until when the key that it replaces still works, if it replaces one
 */
record NewKey(
        String id,
        String name,
        String apiKey,
        String prefix,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant oldKeyExpiresAt) {

    NewKey replacing(Instant oldKeyExpiresAt) {
        return new NewKey(id, name, apiKey, prefix, createdAt, expiresAt, oldKeyExpiresAt);
    }
}
