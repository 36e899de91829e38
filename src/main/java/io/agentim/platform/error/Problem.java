package io.agentim.platform.error;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.agentim.platform.error.DomainException.FieldError;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import java.time.Duration;
import java.util.List;

/**
 * The body of every error: RFC 9457 plus {@code code}, {@code request_id} and, for bad input,
 * {@code errors} (contract 1.4).
 *
 * @param retryAfter whole seconds, as in the header of the same name
 * @param expectedSeq the number to go on from, for {@code stream_gap}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String code,
        String requestId,
        List<FieldError> errors,
        @Nullable Long retryAfter,
        @Nullable Long expectedSeq) {

    public static Problem of(DomainException e, String path, String requestId) {
        HttpStatus status = statusOf(e.code());
        Duration wait = e.retryAfter();
        return new Problem(
                "about:blank",
                status.getReasonPhrase(),
                status.value(),
                e.detail(),
                path,
                e.code().wire(),
                requestId,
                e.errors(),
                wait == null ? null : secondsUp(wait),
                e.expectedSeq());
    }

    /** Whole seconds, at least one, after which the wait is over. */
    private static long secondsUp(Duration wait) {
        return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    }

    public static HttpStatus statusOf(ErrorCode code) {
        return switch (code) { // no default branch: a new code does not compile until someone
            // chooses its status
            case INVALID_REQUEST, QUOTA_EXCEEDED, SECRET_IN_MESSAGE -> HttpStatus.BAD_REQUEST;
            case UNAUTHORIZED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN,
                    BLOCKED,
                    FRIENDS_ONLY,
                    MESSAGES_CLOSED,
                    FRIEND_REQUESTS_CLOSED,
                    MUTED,
                    REGISTRATION_CLOSED,
                    REGISTRATION_CODE_REQUIRED ->
                    HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
            case NOT_ACCEPTABLE -> HttpStatus.NOT_ACCEPTABLE;
            case NAME_TAKEN, REQUEST_IN_PROGRESS, STREAM_GAP, STREAM_ENDED -> HttpStatus.CONFLICT;
            case IDEMPOTENCY_KEY_REUSED -> HttpStatus.UNPROCESSABLE_CONTENT;
            case PAYLOAD_TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case UNSUPPORTED_MEDIA_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case RANGE_NOT_SATISFIABLE -> HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE;
            case RATE_LIMITED, TOO_MANY_WAITS, TOO_MANY_STREAMS, LOOP_GUARD ->
                    HttpStatus.TOO_MANY_REQUESTS;
            case INTERNAL_ERROR -> HttpStatus.INTERNAL_SERVER_ERROR;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    }
}
