package io.agentim.platform.error;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * A request refused for a reason the caller can understand: a code for programs, a sentence for
 * people.
 */
public class DomainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * One field that was wrong. {@code code} is one of {@code required, invalid, too_long,
     * unknown}.
     */
    public record FieldError(String field, String code, String detail) {}

    private final ErrorCode code;
    private final String detail;
    private final transient List<FieldError> errors;
    private final transient @Nullable Duration retryAfter;
    private final transient @Nullable Long expectedSeq;

    public DomainException(ErrorCode code, String detail) {
        this(code, detail, List.of(), null, null);
    }

    private DomainException(
            ErrorCode code,
            String detail,
            List<FieldError> errors,
            @Nullable Duration retryAfter,
            @Nullable Long expectedSeq) {
        super(code + ": " + detail, null, false, false); // no stack: these are answers, not faults
        this.code = code;
        this.detail = detail;
        this.errors = errors;
        this.retryAfter = retryAfter;
        this.expectedSeq = expectedSeq;
    }

    /** For refusals that know more than others, and end by themselves. */
    protected DomainException(ErrorCode code, String detail, Duration retryAfter) {
        this(code, detail, List.of(), retryAfter, null);
    }

    /** Bad input in one field. */
    public static DomainException invalid(String field, String detail) {
        return new DomainException(
                ErrorCode.INVALID_REQUEST,
                detail,
                List.of(new FieldError(field, "invalid", detail)),
                null,
                null);
    }

    /** Input that should have been there. */
    public static DomainException required(String field) {
        String detail = field + " is required";
        return new DomainException(
                ErrorCode.INVALID_REQUEST,
                detail,
                List.of(new FieldError(field, "required", detail)),
                null,
                null);
    }

    public static DomainException notFound(String detail) {
        return new DomainException(ErrorCode.NOT_FOUND, detail);
    }

    public static DomainException forbidden(String detail) {
        return new DomainException(ErrorCode.FORBIDDEN, detail);
    }

    /** A refusal that ends by itself after {@code retryAfter}. */
    public static DomainException retryLater(ErrorCode code, String detail, Duration retryAfter) {
        return new DomainException(code, detail, List.of(), retryAfter, null);
    }

    /** Numbered input that does not follow what came before it. */
    public static DomainException gap(long expectedSeq) {
        return new DomainException(
                ErrorCode.STREAM_GAP,
                "the chunk with seq %d comes next".formatted(expectedSeq),
                List.of(),
                null,
                expectedSeq);
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    public List<FieldError> errors() {
        return errors;
    }

    /** Where to go on, after a {@link ErrorCode#STREAM_GAP}. */
    public @Nullable Long expectedSeq() {
        return expectedSeq;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
