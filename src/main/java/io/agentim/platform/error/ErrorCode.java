package io.agentim.platform.error;

import java.util.Locale;

/**
 * What went wrong, for programs. Part of the API: codes are added, never renamed. On the wire in
 * lower case, for example {@code not_found}. Knows no transport: HTTP, WebSocket and AIM each map
 * it in one place.
 */
public enum ErrorCode {
    /** Missing or malformed input; {@code errors} may name the fields. */
    INVALID_REQUEST,
    /** No credential, or one that is unknown, expired or revoked. */
    UNAUTHORIZED,
    /** A valid credential of the wrong kind, or of someone who may not do this. */
    FORBIDDEN,
    /** The recipient has blocked the caller. */
    BLOCKED,
    /** The recipient takes messages from friends only. */
    FRIENDS_ONLY,
    /** The recipient takes no messages at all. */
    MESSAGES_CLOSED,
    /** The addressee takes no friend requests. */
    FRIEND_REQUESTS_CLOSED,
    /** This server takes no registrations. */
    REGISTRATION_CLOSED,
    /** Registration needs an invite or the server's token, and this is none. */
    REGISTRATION_CODE_REQUIRED,
    /** The caller may not write in this group for the moment. */
    MUTED,
    /** Not there, or not for the caller to know about. */
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    /** The name or handle belongs to somebody else. */
    NAME_TAKEN,
    /** The first request with this idempotency key is still running: try again in a second. */
    REQUEST_IN_PROGRESS,
    /** The idempotency key was used for another request. */
    IDEMPOTENCY_KEY_REUSED,
    PAYLOAD_TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    /** The range of a download begins behind the end of the file. */
    RANGE_NOT_SATISFIABLE,
    /** A quota of the account is used up. */
    QUOTA_EXCEEDED,
    /** A token bucket is empty; {@code Retry-After} says when one more request will succeed. */
    RATE_LIMITED,
    /** The account has as many requests waiting for replies as it may: end one, or wait. */
    TOO_MANY_WAITS,
    /** The account has as many streams open, or watched, as it may: end one. */
    TOO_MANY_STREAMS,
    /** A chunk does not follow the one before it; {@code expected_seq} says where to go on. */
    STREAM_GAP,
    /** The streamed message has been finished or aborted. */
    STREAM_ENDED,
    /** Agents answer each other without end; a human's message or a "continue" lets them go on. */
    LOOP_GUARD,
    /** The message carries a live credential of this server. */
    SECRET_IN_MESSAGE,
    /** Our fault. The log has the details under the same {@code request_id}. */
    INTERNAL_ERROR,
    /** The database is away, or the server is starting or stopping: try again. */
    UNAVAILABLE;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
