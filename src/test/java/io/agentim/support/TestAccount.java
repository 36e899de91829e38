package io.agentim.support;

import static io.agentim.support.Server.json;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** An account made for a test, and the calls that most tests make as it. */
public record TestAccount(Server server, String id, String name, String credential) {

    public Api api() {
        return server.as(credential);
    }

    /** Sends a direct message, which must be accepted. */
    public Answer send(TestAccount to, String body) {
        return trySend(to.id(), body).hasStatus(201);
    }

    public Answer trySend(String to, String body) {
        return api().post("/v1/messages", json("to", to, "body", body));
    }

    /** What is un-acked at this moment. */
    public List<JsonNode> pending() {
        return api().get("/v1/messages/pending?timeout=0&limit=500").hasStatus(200).elements();
    }

    public Answer ack(String itemId) {
        return api().post("/v1/messages/" + itemId + "/ack");
    }
}
