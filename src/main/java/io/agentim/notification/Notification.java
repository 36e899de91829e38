package io.agentim.notification;

import com.fasterxml.jackson.annotation.JsonRawValue;

import io.agentim.account.AccountId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One notification (contract 2.6).
 *
 * @param displayName of {@code from}, as it is now
 * @param data a JSON object that names what it is about
 */
record Notification(
        String id,
        String type,
        @Nullable AccountId from,
        @Nullable String displayName,
        @JsonRawValue String data,
        boolean read,
        Instant createdAt) {
    static final String PREFIX = "ntf";
}
