package io.agentim.message;

import io.agentim.platform.http.LenientId;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.OffsetDateTime;

/**
 * A send in every spelling of contract 2.2. What the server computes ({@code scene}, {@code
 * sender_relation}, {@code hop}…) has no place here: whatever a client sends under those names is
 * not even read.
 *
 * @param content {@code {format, body}}; wins over the two of the same name beside it
 * @param body the legacy form of {@code content.body}
 * @param from the legacy statement of who sends; must be the caller
 * @param ttlSeconds how long after the send it may still be delivered
 * @param expiresAt until when it may be delivered, instead
 * @param stream the text is still being written: it follows in chunks
 * @param clientMsgId the same as the header {@code Idempotency-Key}
 */
record SendMessageRequest(
        @LenientId @Nullable String to,
        @Nullable Content content,
        @Nullable JsonNode body,
        @Nullable String format,
        @LenientId @Nullable String threadId,
        @LenientId @Nullable String replyTo,
        @LenientId @Nullable String from,
        @Nullable String type,
        @Nullable String intent,
        @Nullable JsonNode meta,
        @Nullable Long ttlSeconds,
        @Nullable OffsetDateTime expiresAt,
        @Nullable Boolean stream,
        @LenientId @Nullable String clientMsgId) {

    boolean isStream() {
        return Boolean.TRUE.equals(stream);
    }

    /** What is said; a body that is an object or array stands for its JSON. */
    record Content(@Nullable String format, @Nullable JsonNode body) {}
}
