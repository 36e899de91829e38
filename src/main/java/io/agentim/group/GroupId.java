package io.agentim.group;

import com.fasterxml.jackson.annotation.JsonValue;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.TypeId;

import java.util.Optional;
import java.util.UUID;

/**
 * A group. {@code grp_…} on the wire; the bare UUID, with its four hyphens, is the id of its thread
 * (contract 2.2).
 */
public record GroupId(UUID value) {
    private static final String PREFIX = "grp";
    private static final int CANONICAL_LENGTH = 36;

    public static Optional<GroupId> parse(String text) {
        return TypeId.parse(PREFIX, text).map(GroupId::new);
    }

    /** From a path: an id that cannot be one is as unknown as any other. */
    static GroupId require(String text) {
        return parse(text).orElseThrow(GroupId::unknown);
    }

    public static DomainException unknown() {
        return DomainException.notFound("there is no group with this id");
    }

    /** From the id of a thread, which is a group's only if it is a UUID in canonical form. */
    public static Optional<GroupId> ofThread(String threadId) {
        if (threadId.length() != CANONICAL_LENGTH) {
            return Optional.empty();
        }
        try {
            UUID id = UUID.fromString(threadId);
            return id.toString().equals(threadId) ? Optional.of(new GroupId(id)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    public String threadId() {
        return value.toString();
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
