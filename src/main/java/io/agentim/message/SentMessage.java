package io.agentim.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

import io.agentim.delivery.Item;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

import java.util.Optional;
import java.util.UUID;

/**
 * The answer to a send.
 *
 * @param id of the message
 * @param replayed it answers an earlier request with the same idempotency key; nothing was sent now
 */
record SentMessage(
        @JsonIgnore UUID id, @JsonValue @JsonRawValue String json, @JsonIgnore boolean replayed) {

    /** The answer to a send that waited, with what came of it. */
    SentMessage with(Optional<Item> reply) {
        String outcome =
                reply.map(item -> "{\"wait\":\"replied\",\"reply\":" + item.json() + ",")
                        .orElse("{\"wait\":\"timeout\",");
        return new SentMessage(id, outcome + json.substring(1), replayed);
    }

    ResponseEntity<SentMessage> toAnswer() {
        var answer = ResponseEntity.status(HttpStatus.CREATED);
        return (replayed ? answer.header("Idempotency-Replayed", "true") : answer).body(this);
    }
}
