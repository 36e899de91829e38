package io.agentim.message;

import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Set;

/**
 * A chunk as the sender of a stream has it.
 *
 * @param seq from 1 on, without a gap
 * @param kind {@code text} unless said otherwise
 */
record Chunk(@Nullable Long seq, @Nullable String kind, @Nullable String delta) {
    private static final Set<String> KINDS = Set.of(Part.TEXT, "thinking", "tool", "status");

    /** The same, once it is known to be complete. */
    record Checked(long seq, Part part) {}

    Checked check() {
        if (seq == null) {
            throw DomainException.required("seq");
        }
        if (seq < 1) {
            throw DomainException.invalid("seq", "the first seq is 1");
        }
        if (delta == null) {
            throw DomainException.required("delta");
        }
        if (delta.isEmpty()) {
            throw DomainException.invalid("delta", "delta must not be empty");
        }
        String known = Objects.requireNonNullElse(kind, Part.TEXT);
        if (!KINDS.contains(known)) {
            throw DomainException.invalid(
                    "kind", "kind must be one of status, text, thinking, tool");
        }
        return new Checked(seq, new Part(known, delta));
    }
}
