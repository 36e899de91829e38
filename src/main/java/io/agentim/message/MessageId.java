package io.agentim.message;

import io.agentim.delivery.Inbox;
import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.UUID;

/** Ids of messages on the wire: {@code msg_…}. */
final class MessageId {
    private MessageId() {}

    static String format(UUID id) {
        return TypeId.format(Inbox.MESSAGE_PREFIX, id);
    }

    static Optional<UUID> parse(@Nullable String text) {
        return text == null ? Optional.empty() : TypeId.parse(Inbox.MESSAGE_PREFIX, text);
    }
}
