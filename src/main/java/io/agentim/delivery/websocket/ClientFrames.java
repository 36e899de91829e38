package io.agentim.delivery.websocket;

import io.agentim.delivery.Inbox;
import io.agentim.platform.error.Faults;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What clients may say: {@code ping} and {@code ack} (contract 3.2). Everything else is ignored,
 * garbage too, so that newer clients can speak to older servers.
 */
@Component
class ClientFrames {
    private static final Logger log = LoggerFactory.getLogger(ClientFrames.class);

    private final Inbox inbox;
    private final JsonMapper json;

    ClientFrames(Inbox inbox, JsonMapper json) {
        this.inbox = inbox;
        this.json = json;
    }

    void handle(WebSocketConnection connection, String text) {
        JsonNode frame = parse(text);
        switch (frame.path("type").asString("")) {
            case "ping" -> connection.send("{\"type\":\"pong\"}");
            case "ack" -> ack(connection, itemOf(frame));
            default -> {}
        }
    }

    private JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JacksonException _) {
            return json.missingNode();
        }
    }

    private static String itemOf(JsonNode frame) {
        for (String pointer : new String[] {"/id", "/data/id", "/message_id"}) {
            JsonNode id = frame.at(pointer);
            if (id.isString()) {
                return id.asString();
            }
        }
        return "";
    }

    /** An ack has no answer; one that fails is as if it had never been sent. */
    private void ack(WebSocketConnection connection, String itemId) {
        try {
            boolean _ = inbox.ack(connection.account(), itemId);
        } catch (RuntimeException e) {
            if (!Faults.isDatabaseAway(e)) {
                log.atError()
                        .addKeyValue("account_id", connection.account())
                        .setCause(e)
                        .log("Ack failed");
            }
        }
    }
}
