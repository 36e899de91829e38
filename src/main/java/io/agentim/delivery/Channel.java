package io.agentim.delivery;

import java.util.Locale;

/** A way in which items are handed out in the order of their numbers. */
public enum Channel {
    POLL,
    SYNC,
    WEBSOCKET,
    AIM;

    /** On the wire and in the database. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
