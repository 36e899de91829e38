package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.group.GroupId;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.util.Locale;
import java.util.UUID;

/**
 * A message that is being written, as far as it is known: a row of its table.
 *
 * @param recipient null: it is for the group
 * @param draft the request as JSON
 * @param opening the message as JSON, as those who watch see it first
 * @param lastSeq of the newest chunk
 * @param tail the end of the text, where a secret may have begun
 */
record OpenStream(
        UUID id,
        AccountId sender,
        String senderName,
        UUID credentialId,
        @Nullable AccountId recipient,
        @Nullable GroupId group,
        String threadId,
        String draft,
        String opening,
        long lastSeq,
        int textBytes,
        int otherBytes,
        String tail,
        boolean stopRequested,
        State state) {

    /**
     * For what is in its table alone. The mapper of the API takes no texts as long as some that
     * come together here, after it has taken their parts.
     */
    static final JsonMapper STORED = JsonMapper.builder().build();

    /** How far it has come. */
    enum State {
        STREAMING,
        FINISHED,
        ABORTED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What its sender, and whoever stops it, is answered.
     *
     * @param expectedSeq of the chunk to come next
     */
    record Status(String id, String state, long expectedSeq, boolean stopRequested) {}

    boolean isOpen() {
        return state == State.STREAMING;
    }

    /** The request that started it. */
    Draft request() {
        return STORED.readValue(draft, Draft.class);
    }

    /** The same, in this state. */
    OpenStream in(State other) {
        return new OpenStream(
                id,
                sender,
                senderName,
                credentialId,
                recipient,
                group,
                threadId,
                draft,
                opening,
                lastSeq,
                textBytes,
                otherBytes,
                tail,
                stopRequested,
                other);
    }

    String wireId() {
        return MessageId.format(id);
    }

    /** Who started it, as he was then: in his name it is ended, if he does not do so himself. */
    Caller opener() {
        return new Caller(sender, senderName, null, credentialId, false);
    }

    Status status() {
        return new Status(wireId(), state.wire(), lastSeq + 1, stopRequested);
    }
}
