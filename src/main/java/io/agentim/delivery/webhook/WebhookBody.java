package io.agentim.delivery.webhook;

import io.agentim.account.AccountId;
import io.agentim.delivery.InboxRow;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of contract 5.3. Composed anew for each attempt, and the same each time (promise P22):
 * nothing goes in but the delivery's own row and the item, which change only if the sender of a
 * message edits it or takes it back: what it said before must not be sent any more.
 */
final class WebhookBody {
    /** Sent on the owner's request, to see whether the endpoint works. */
    static final String TEST_EVENT = "webhook.test";

    private static final JsonMapper JSON = JsonMapper.shared();

    private WebhookBody() {}

    /** Null when the item that was to be delivered has expired or is no longer kept. */
    static byte @Nullable [] of(Claimed delivery) {
        InboxRow item = delivery.item();
        String data = delivery.data();
        if (item == null && data == null) {
            return null;
        }
        var out = new ByteArrayOutputStream(1024);
        try (JsonGenerator g = JSON.createGenerator(out)) {
            g.writeStartObject();
            writeEnvelope(g, delivery);
            if (item != null) {
                writeItem(g, item);
            } else {
                g.writeName("data").writeRawValue(data);
            }
            g.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void writeEnvelope(JsonGenerator g, Claimed delivery) {
        g.writeStringProperty("type", delivery.event());
        g.writeStringProperty("event", delivery.event());
        g.writeStringProperty("event_id", delivery.wireId());
        g.writeStringProperty("agent_id", delivery.account().toString());
        g.writeStringProperty("timestamp", delivery.createdAt().toString());
    }

    /**
     * A message lies open at the top level, where the SDK's handler looks for it. Anything else
     * must not, or that handler would answer it as a message.
     */
    private static void writeItem(JsonGenerator g, InboxRow item) {
        String json = item.json(false);
        if (item.payload() != null) {
            copyFields(g, json);
        } else {
            g.writeStringProperty("id", item.wireId());
            g.writeNumberProperty("seq", item.seq());
        }
        g.writeName("data").writeStartObject();
        g.writeName(kindOf(item)).writeRawValue(json);
        g.writeEndObject();
    }

    private static String kindOf(InboxRow item) {
        if (item.payload() != null) {
            return "message";
        }
        String event = item.event() == null ? "{}" : item.event();
        return JSON.readTree(event).path("type").asString("").startsWith("moment_")
                ? "moment_event"
                : "request";
    }

    /** All of the object's fields but {@code type}, where the event's name stands. */
    private static void copyFields(JsonGenerator g, String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("type")) {
                    continue;
                }
                g.writeName(name);
                g.copyCurrentStructureExact(parser);
            }
        }
    }

    /** Asks the owner of a new URL to prove that he reads what comes (hardening T9). */
    static byte[] challenge(AccountId account, String nonce) {
        return """
        {"type":"webhook.challenge","event":"webhook.challenge","agent_id":"%s","challenge":"%s"}\
        """
                .formatted(account, nonce)
                .getBytes(StandardCharsets.UTF_8);
    }
}
