package io.agentim.message;

import io.agentim.delivery.Item;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.UUID;

/** A message as its sender sees it. */
record OwnMessage(UUID id, UUID thread, Instant createdAt, int hop, String payload) {
    private static final JsonMapper JSON = JsonMapper.shared();

    OwnMessage with(String changed) {
        return new OwnMessage(id, thread, createdAt, hop, changed);
    }

    /** Of what it says, as clients know it. */
    JsonNode json() {
        return JSON.readTree(payload);
    }

    boolean isDeleted() {
        return json().has("deleted_at");
    }

    String format() {
        return json().at("/content/format").asString("text");
    }

    Item toItem() {
        return new Item(id, 0, true, Payloads.own(payload, hop));
    }
}
