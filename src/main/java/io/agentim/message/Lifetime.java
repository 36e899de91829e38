package io.agentim.message;

import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** How long the sender wants a message delivered: so long after the send, or until a moment. */
record Lifetime(@Nullable Duration length, @Nullable Instant end) {
    private static final long MAX_SECONDS = Duration.ofDays(3650).toSeconds();

    /** Null when the request gives neither. */
    static @Nullable Lifetime of(@Nullable Long ttlSeconds, @Nullable OffsetDateTime expiresAt) {
        if (ttlSeconds == null && expiresAt == null) {
            return null;
        }
        if (ttlSeconds != null && expiresAt != null) {
            throw DomainException.invalid(
                    "ttl_seconds", "give ttl_seconds or expires_at, not both");
        }
        if (ttlSeconds != null && (ttlSeconds < 1 || ttlSeconds > MAX_SECONDS)) {
            throw DomainException.invalid(
                    "ttl_seconds", "ttl_seconds must be from 1 to " + MAX_SECONDS);
        }
        if (expiresAt != null && (expiresAt.getYear() < 2000 || expiresAt.getYear() > 9999)) {
            throw DomainException.invalid("expires_at", "expires_at must be a time of our era");
        }
        return new Lifetime(
                ttlSeconds == null ? null : Duration.ofSeconds(ttlSeconds),
                expiresAt == null ? null : expiresAt.toInstant());
    }

    /** May lie in the past: such a message is stored, and delivered to nobody. */
    @Nullable Instant endOf(Instant sentAt) {
        return length == null ? end : sentAt.plus(length);
    }
}
