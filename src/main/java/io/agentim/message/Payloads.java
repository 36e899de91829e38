package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.delivery.InboxRow;
import io.agentim.group.GroupId;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Writes a message's JSON, once: it is stored so, answered so and delivered so (the message object
 * of contract 2.2).
 */
@Component
class Payloads {
    private final JsonMapper json;

    Payloads(JsonMapper json) {
        this.json = json;
    }

    String direct(
            UUID id,
            Caller sender,
            AccountId recipient,
            String threadId,
            Draft draft,
            Instant createdAt) {
        return write(g -> {
            writeShared(g, id, sender, draft);
            g.writeStringProperty("to", recipient.toString());
            g.writeStringProperty("thread_id", threadId);
            writeIfPresent(g, "intent", draft.intent());
            g.writeStringProperty("scene", "dm");
            writeTimes(g, draft, createdAt);
        });
    }

    /**
     * Without {@code intent}, which in a group says of each copy whether its recipient is
     * mentioned.
     */
    String group(
            UUID id,
            Caller sender,
            GroupId group,
            String groupName,
            List<AccountId> mentioned,
            Draft draft,
            Instant createdAt) {
        return write(g -> {
            writeShared(g, id, sender, draft);
            g.writeStringProperty("to", group.toString());
            g.writeStringProperty("thread_id", group.threadId());
            g.writeStringProperty("scene", "group");
            g.writeStringProperty("group_id", group.toString());
            g.writeStringProperty("group_name", groupName);
            g.writeArrayPropertyStart("mentions");
            mentioned.forEach(account -> g.writeString(account.toString()));
            g.writeEndArray();
            writeTimes(g, draft, createdAt);
        });
    }

    private String write(Consumer<JsonGenerator> properties) {
        var out = new StringWriter(512);
        try (JsonGenerator g = json.createGenerator(out)) {
            g.writeStartObject();
            properties.accept(g);
            g.writeEndObject();
        }
        return out.toString();
    }

    private static void writeShared(JsonGenerator g, UUID id, Caller sender, Draft draft) {
        g.writeStringProperty("id", MessageId.format(id));
        g.writeStringProperty("type", draft.type());
        writeSender(g, sender);
        writeContent(g, draft.format(), draft.body());
        writeIfPresent(g, "reply_to", draft.replyTo());
        if (draft.meta() != null) {
            g.writeName("meta").writeRawValue(draft.meta());
        }
    }

    /** Three spellings of one id: SDKs differ in which they read. */
    private static void writeSender(JsonGenerator g, Caller sender) {
        String id = sender.accountId().toString();
        g.writeStringProperty("from", id);
        g.writeStringProperty("from_", id);
        g.writeStringProperty("sender_id", id);
        g.writeStringProperty("from_name", sender.displayName());
        g.writeStringProperty("sender_type", sender.accountId().kind());
    }

    private static void writeContent(JsonGenerator g, String format, String body) {
        g.writeObjectPropertyStart("content");
        g.writeStringProperty("format", format);
        g.writeStringProperty("body", body);
        g.writeEndObject();
    }

    /** What a stored message says; nothing if that cannot be read (promise P14). */
    JsonNode read(String payload) {
        try {
            return json.readTree(payload);
        } catch (JacksonException _) {
            return json.createObjectNode();
        }
    }

    /** The message with another text; everything else is as it was sent. */
    String edited(String payload, String format, String body, Instant at) {
        return write(g -> {
            copyWithout(Set.of("content", "edited_at"), payload, g);
            writeContent(g, format, body);
            g.writeStringProperty("edited_at", at.toString());
        });
    }

    /** What is left of a message that its sender has taken back. */
    String emptied(String payload, Instant at) {
        return write(g -> {
            copyWithout(Set.of("content", "meta", "edited_at"), payload, g);
            writeContent(g, "text", "");
            g.writeStringProperty("deleted_at", at.toString());
        });
    }

    /** Exactly: a number in {@code meta} keeps the digits that its sender wrote. */
    private void copyWithout(Set<String> left, String payload, JsonGenerator g) {
        try (JsonParser parser = json.createParser(payload)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (left.contains(name)) {
                    parser.skipChildren();
                } else {
                    g.writeName(name);
                    g.copyCurrentStructureExact(parser);
                }
            }
        }
    }

    private static void writeTimes(JsonGenerator g, Draft draft, Instant createdAt) {
        g.writeStringProperty("created_at", createdAt.toString());
        Instant expiresAt = draft.expiresAt(createdAt);
        if (expiresAt != null) {
            g.writeStringProperty("expires_at", expiresAt.toString());
        }
    }

    private static void writeIfPresent(JsonGenerator g, String name, @Nullable String value) {
        if (value != null) {
            g.writeStringProperty(name, value);
        }
    }

    /** What the sender is answered. */
    static String answer(String payload) {
        return with("\"status\":\"sent\"", payload);
    }

    /** The same, when the addressee has many messages that he has not acknowledged. */
    static String answerWithWarning(String payload) {
        return with(
                "\"status\":\"sent\",\"backlog_warning\":\"the addressee has more than 100 messages"
                        + " that are not acknowledged\"",
                payload);
    }

    /** As its own sender sees it: without a number, since it is in nobody's inbox of his. */
    static String own(String payload, int hop) {
        return with(InboxRow.chain(hop), payload);
    }

    /**
     * The same, saying how far it has come.
     *
     * @param delivery null if that is not told, as of a group's
     */
    static String own(String payload, int hop, @Nullable String delivery) {
        String own = own(payload, hop);
        return delivery == null ? own : with("\"delivery\":\"" + delivery + "\"", own);
    }

    static String with(String property, String payload) {
        return "{" + property + "," + payload.substring(1);
    }
}
