package io.agentim.message;

import java.util.UUID;

/**
 * What a message is marked with when it is written.
 *
 * @param aborted it was streamed, and its sender did not come to an end
 */
record Stamp(UUID id, boolean aborted) {
    String on(String payload) {
        return aborted ? Payloads.with("\"aborted\":true", payload) : payload;
    }
}
