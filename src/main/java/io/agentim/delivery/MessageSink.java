package io.agentim.delivery;

import io.agentim.account.Caller;

import tools.jackson.databind.JsonNode;

/**
 * Takes messages that clients send over a link. Implemented by the feature that knows what a
 * message is.
 */
public interface MessageSink {
    /**
     * Sends as {@code POST /v1/messages} does, with the same rules and limits.
     *
     * @param caller who opened the link; what has changed about the account since is looked up
     * @return the answer, an object with at least {@code id}, {@code thread_id}, {@code created_at}
     *     and {@code to}
     * @throws io.agentim.platform.error.DomainException for the same reasons
     */
    JsonNode send(Caller caller, JsonNode request);
}
