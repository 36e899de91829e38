package io.agentim.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * The answer to a send.
 *
 * @param replayed it answers an earlier request with the same idempotency key; nothing was sent now
 */
record SentMessage(@JsonValue @JsonRawValue String json, @JsonIgnore boolean replayed) {

    ResponseEntity<SentMessage> toAnswer() {
        var answer = ResponseEntity.status(HttpStatus.CREATED);
        return (replayed ? answer.header("Idempotency-Replayed", "true") : answer).body(this);
    }
}
