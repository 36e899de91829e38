package io.agentim.file;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpRange;

import java.util.List;
import java.util.Optional;

/**
 * The part of a file that a client asks for (RFC 9110, 14).
 *
 * @param start of the first byte
 * @param length in bytes
 */
record ByteRange(long start, long length) {

    /**
     * Empty where the whole is the answer: to no range, to several, and to what is no range at all.
     *
     * @throws DomainException {@code range_not_satisfiable} when it begins behind the end
     */
    static Optional<ByteRange> of(@Nullable String header, long size) {
        List<HttpRange> ranges = parsed(header);
        if (ranges.size() != 1) {
            return Optional.empty();
        }
        long start = ranges.getFirst().getRangeStart(size);
        if (start >= size) {
            throw new DomainException(
                    ErrorCode.RANGE_NOT_SATISFIABLE, "the file has only %d bytes".formatted(size));
        }
        return Optional.of(new ByteRange(start, ranges.getFirst().getRangeEnd(size) - start + 1));
    }

    /** As {@code Content-Range} says it. */
    String in(long size) {
        return "bytes %d-%d/%d".formatted(start, start + length - 1, size);
    }

    private static List<HttpRange> parsed(@Nullable String header) {
        try {
            return HttpRange.parseRanges(header);
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }
}
