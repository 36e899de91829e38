package io.agentim.delivery;

import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.UUID;

/**
 * A row of the inbox, and how it becomes JSON: what is the same for every recipient was written
 * once at the send, and what differs is put in front of it.
 *
 * @param event an event's JSON, or null for a message
 * @param payload a message's JSON, or null for an event
 * @param friend whether sender and recipient were friends at the send
 */
public record InboxRow(
        UUID itemId,
        long seq,
        boolean acked,
        @Nullable String event,
        @Nullable String payload,
        int hop,
        boolean inGroup,
        boolean friend,
        boolean mentioned) {
    private static final Logger log = LoggerFactory.getLogger(InboxRow.class);

    /** Replies since a human spoke, beyond which a message is marked (hardening T22). */
    private static final int SUSPICIOUS_HOP = 50;

    /** With {@code acked} said, as in sync and history, or without. */
    public String json(boolean withAcked) {
        String shared = payload != null ? payload : event;
        if (shared == null || !shared.startsWith("{\"") || !shared.endsWith("}")) {
            log.atError().addKeyValue("item", itemId).log("Item cannot be rendered");
            shared = placeholder(); // one bad row must not block the mailbox (promise P14)
        }
        var json =
                new StringBuilder(shared.length() + 160)
                        .append("{\"seq\":")
                        .append(seq)
                        .append(',');
        if (withAcked) {
            json.append("\"acked\":").append(acked).append(',');
        }
        if (payload != null) {
            appendContext(json);
        }
        return json.append(shared, 1, shared.length()).toString();
    }

    private void appendContext(StringBuilder json) {
        json.append("\"sender_relation\":\"").append(friend ? "friend" : "stranger");
        json.append("\",\"trust_level\":\"")
                .append(trustLevel())
                .append("\",\"hop\":")
                .append(hop)
                .append(',');
        if (hop > SUSPICIOUS_HOP) {
            json.append("\"loop_suspected\":true,");
        }
        if (mentioned) {
            json.append("\"intent\":\"mentioned\",");
        }
    }

    /** The table of contract 9.2. */
    private String trustLevel() {
        if (inGroup && !mentioned) {
            return friend ? "minimal" : "none";
        }
        return friend ? "limited" : "minimal";
    }

    /** The item's id as clients know it, with which it is acknowledged. */
    public String wireId() {
        return TypeId.format(event == null ? Inbox.MESSAGE_PREFIX : Event.ID_PREFIX, itemId);
    }

    private String placeholder() {
        return """
        {"id":"%s","type":"request","from":"","from_":"","content":{"format":"text","body":"(this item cannot be shown)"},\
        "thread_id":"","created_at":"1970-01-01T00:00:00Z"}\
        """
                .formatted(wireId());
    }
}
