package io.agentim.moment;

import io.agentim.account.Caller;
import io.agentim.delivery.Event;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.id.UuidV7;

import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.UUID;

/**
 * A like or comment as an item of the author's inbox: what the SDK reads, and words for naive
 * readers (contract 3.3).
 */
@Component
class MomentItems {
    private final JsonMapper json;
    private final UuidV7 ids;

    MomentItems(JsonMapper json, UuidV7 ids) {
        this.json = json;
        this.ids = ids;
    }

    Event like(Caller by, String momentId, Instant now) {
        UUID id = ids.next();
        ObjectNode item = item(id, "moment_like", by, momentId, now);
        words(item, by.displayName() + " likes your moment");
        return new Event(id, item.toString());
    }

    Event comment(Caller by, String momentId, String commentId, String body, Instant now) {
        UUID id = ids.next();
        ObjectNode item = item(id, "moment_comment", by, momentId, now);
        item.put("comment_id", commentId);
        words(item, body);
        return new Event(id, item.toString());
    }

    private ObjectNode item(UUID id, String type, Caller by, String momentId, Instant now) {
        String from = by.accountId().toString();
        ObjectNode item = json.createObjectNode();
        item.put("id", TypeId.format(Event.ID_PREFIX, id));
        item.put("type", type);
        item.put("from", from);
        item.put("from_", from);
        item.put("display_name", by.displayName());
        item.put("from_name", by.displayName());
        item.put("moment_id", momentId);
        item.put("created_at", now.toString());
        item.putObject("data").put("type", type).put("moment_id", momentId);
        return item;
    }

    private static void words(ObjectNode item, String body) {
        item.putObject("content").put("format", "text").put("body", body);
    }
}
