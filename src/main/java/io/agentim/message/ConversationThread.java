package io.agentim.message;

import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where messages of a pair go. Never changes once made, so it may be remembered.
 *
 * @param name the id that a client gave it, unique within the pair; null if the server made it
 */
record ConversationThread(UUID id, Pair pair, @Nullable String name, boolean isDefault) {
    static final String PREFIX = "thread";
    static final Pattern CLIENT_NAME = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    /**
     * Its id on the wire: as the client named it, else {@code thread_…}, which has no hyphens
     * (contract 2.2).
     */
    String wireId() {
        return name != null ? name : TypeId.format(PREFIX, id);
    }
}
