package io.agentim.friend;

import io.agentim.account.Caller;
import io.agentim.delivery.Event;
import io.agentim.platform.id.TypeId;

import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A friend request as an item of the inbox: what the SDK reads at the top level, and words for
 * naive readers (contract 3.3).
 */
@Component
class FriendRequestItems {
    private static final String TYPE = "friend_request";

    private final JsonMapper json;

    FriendRequestItems(JsonMapper json) {
        this.json = json;
    }

    String json(UUID id, Caller requester, String message, Instant createdAt) {
        String from = requester.accountId().toString();
        ObjectNode item = json.createObjectNode();
        item.put("id", TypeId.format(Event.ID_PREFIX, id));
        item.put("type", TYPE);
        item.put("requester", from);
        item.put("from", from);
        item.put("from_", from);
        item.put("display_name", requester.displayName());
        item.put("from_name", requester.displayName());
        item.put("message", message);
        item.put("created_at", createdAt.toString());
        item.putObject("content")
                .put("format", "text")
                .put(
                        "body",
                        requester.displayName() + " would like to be your friend" + after(message));
        item.putObject("data").put("type", TYPE).put("requester", from).put("message", message);
        return item.toString();
    }

    /** The {@code data} of a webhook's {@code friend.accepted} (contract 5.3). */
    String acceptance(FriendRepository.Friend friend) {
        return json.writeValueAsString(Map.of("friend", friend));
    }

    private static String after(String message) {
        return message.isEmpty() ? "" : ": " + message;
    }
}
