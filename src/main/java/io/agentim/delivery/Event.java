package io.agentim.delivery;

import java.util.UUID;

/**
 * Something other than a message that travels through inboxes: a friend request, a like. Only the
 * kinds of contract 3.3 may: the SDK takes any other for a message and hands it to the bot.
 *
 * @param json a JSON object with at least {@code id} ({@code evt_…}), {@code type}, {@code from}
 *     and {@code created_at}
 */
public record Event(UUID id, String json) {
    /** Of the ids of events on the wire. */
    public static final String ID_PREFIX = "evt";
}
