package io.agentim.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The answer to a send.
 *
 * @param replayed it answers an earlier request with the same idempotency key; nothing was sent now
 */
record SentMessage(@JsonValue @JsonRawValue String json, @JsonIgnore boolean replayed) {}
