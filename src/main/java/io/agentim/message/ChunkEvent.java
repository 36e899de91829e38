package io.agentim.message;

import com.fasterxml.jackson.annotation.JsonRawValue;

import io.agentim.message.OpenStream.State;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What those who watch a stream are told: what was said after one chunk, up to another.
 *
 * @param message the message as JSON: at the beginning as far as it is known, at the end the whole
 */
record ChunkEvent(
        String id,
        String threadId,
        String from,
        String state,
        long after,
        long seq,
        List<Part> parts,
        @JsonRawValue @Nullable String message) {

    static ChunkEvent of(OpenStream stream, long after, long seq, List<Part> parts) {
        return new ChunkEvent(
                stream.wireId(),
                stream.threadId(),
                stream.sender().toString(),
                State.STREAMING.wire(),
                after,
                seq,
                parts,
                null);
    }

    /** That it is over. */
    static ChunkEvent end(OpenStream stream, State state, long seq, @Nullable String message) {
        return of(stream, seq, seq, List.of()).in(state, message);
    }

    /** The same in this state, with this message. */
    ChunkEvent in(State other, @Nullable String json) {
        return new ChunkEvent(id, threadId, from, other.wire(), after, seq, parts, json);
    }
}
