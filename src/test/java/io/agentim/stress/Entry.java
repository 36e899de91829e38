package io.agentim.stress;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;

/**
 * One line of a history: something a client began, or learnt. What does not apply is left out.
 *
 * @param proc who did it; a sender, a reader or a connection, each of which does one thing after
 *     the other
 * @param t when, in microseconds of one clock that never goes back
 * @param began when a read was asked for, or a connection was opened; when a webhook became active
 * @param key the idempotency key of a send
 * @param from the sender; whose items they are if nobody says {@code to}
 * @param to the mailboxes to which a message is addressed, as its sender knows them
 * @param id that the server gave a message
 * @param token that the sender wrote into the body: it identifies a message whatever the server
 *     says
 * @param items of a read, in the order in which they came
 * @param since the cursor of a page
 * @param limit how many items a page may have; milliseconds that a recovery may take
 * @param more whether the server said that there is more
 * @param next the cursor that the server gave for the next page
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record Entry(
        String proc,
        Op op,
        @Nullable Phase phase,
        long t,
        long began,
        String key,
        String from,
        List<String> to,
        String id,
        String token,
        @Nullable Channel channel,
        List<Item> items,
        long since,
        int limit,
        boolean more,
        long next,
        String note) {

    enum Op {
        SEND,
        /** Items came; on {@link Channel#SYNC} a page of a reader that moves its cursor on. */
        READ,
        ACK,
        /** From now on, {@code from} cannot send to {@code to} directly; or can again. */
        BAR,
        UNBAR,
        /** A webhook of {@code from} is active. */
        HOOK,
        /** Something was broken, and is whole again. */
        FAULT,
        HEAL
    }

    /** INFO: what became of it is unknown. */
    enum Phase {
        INVOKE,
        OK,
        FAIL,
        INFO
    }

    /** FINAL is the sync from 0 of a mailbox after all has come to rest. */
    enum Channel {
        PENDING,
        SYNC,
        WS,
        AIM,
        WEBHOOK,
        FINAL,
        FINAL_PENDING;

        /** Whether what comes is what was unacknowledged at a moment after the entry began. */
        boolean showsUnacked() {
            return this == PENDING || this == WS || this == AIM;
        }
    }

    /**
     * @param forged whether a webhook's signature did not fit
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Item(String id, long seq, String token, boolean acked, boolean forged) {
        Item {
            id = text(id);
            token = text(token);
        }

        static Item of(String id, long seq, String token) {
            return new Item(id, seq, token, false, false);
        }
    }

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .build();

    Entry {
        proc = text(proc);
        key = text(key);
        from = text(from);
        to = to == null ? List.of() : to;
        id = text(id);
        token = text(token);
        items = items == null ? List.of() : items;
        note = text(note);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    static Entry parse(String line) {
        return JSON.readValue(line, Entry.class);
    }

    String toLine() {
        return JSON.writeValueAsString(this);
    }

    private static Entry of(String proc, Op op, Phase phase, long t) {
        return new Entry(
                proc, op, phase, t, 0, "", "", List.of(), "", "", null, List.of(), 0, 0, false, 0,
                "");
    }

    /** A step of a send; {@code id} is empty unless it was accepted. */
    static Entry send(String proc, Phase phase, long t, Outgoing message, String id, String note) {
        return new Entry(
                proc,
                Op.SEND,
                phase,
                t,
                0,
                message.token(),
                message.from(),
                message.to(),
                id,
                message.token(),
                null,
                List.of(),
                0,
                0,
                false,
                0,
                note);
    }

    /** What a sender means to send; its token is its idempotency key as well. */
    record Outgoing(String from, List<String> to, String token) {}

    static Entry read(
            String proc, long began, long t, String mailbox, Channel channel, List<Item> items) {
        return new Entry(
                proc, Op.READ, Phase.OK, t, began, "", mailbox, List.of(), "", "", channel, items,
                0, 0, false, 0, "");
    }

    /** Of a sync; the cursors of one proc follow each other. */
    Entry withPage(long pageSince, int pageLimit, boolean hasMore, long nextCursor) {
        return new Entry(
                proc,
                op,
                phase,
                t,
                began,
                key,
                from,
                to,
                id,
                token,
                channel,
                items,
                pageSince,
                pageLimit,
                hasMore,
                nextCursor,
                note);
    }

    static Entry ack(String proc, Phase phase, long t, String mailbox, String item) {
        return new Entry(
                proc, Op.ACK, phase, t, 0, "", mailbox, List.of(), item, "", null, List.of(), 0, 0,
                false, 0, "");
    }

    /** BAR once it stands, UNBAR before it is lifted. */
    static Entry bar(Op op, long t, String from, String to) {
        return new Entry(
                "b",
                op,
                Phase.OK,
                t,
                0,
                "",
                from,
                List.of(to),
                "",
                "",
                null,
                List.of(),
                0,
                0,
                false,
                0,
                "");
    }

    static Entry hook(long t, String mailbox) {
        return new Entry(
                "",
                Op.HOOK,
                Phase.OK,
                t,
                t,
                "",
                mailbox,
                List.of(),
                "",
                "",
                Channel.WEBHOOK,
                List.of(),
                0,
                0,
                false,
                0,
                "");
    }

    static Entry fault(long t, String kind) {
        return of(kind, Op.FAULT, Phase.INVOKE, t);
    }

    /** From here on a send must succeed within so many milliseconds. */
    static Entry heal(long t, String kind, int millis) {
        return new Entry(
                kind, Op.HEAL, Phase.OK, t, 0, "", "", List.of(), "", "", null, List.of(), 0,
                millis, false, 0, "");
    }
}
