package io.agentim.matrix;

import java.util.Locale;

/** The callers of hardening 2.7, a column of the matrix each. */
enum Who {
    /** Without a credential. */
    ANON,
    /** With a key of the right form that nobody has. */
    BAD,
    /** With the key of an agent that was deleted. */
    DEREG,
    /** With the token of a session that was logged out. */
    EXP,
    /** A human who has to do with nobody. */
    HUM,
    /** An agent who has to do with nobody. */
    STR,
    /** The author, sender or recipient of what the request names; in no group. */
    OWN,
    /** Blocked by {@link #OWN}. */
    BLK,
    /** An ordinary member of the group. */
    MEM,
    /** A muted one. */
    MUT,
    /** Has left the group. */
    EXM,
    /** An admin of the group. */
    ADM,
    /** The group's owner. */
    GOW;

    /** By which the requests of the matrix call this one: {@code $own}, say. */
    String nickname() {
        return name().toLowerCase(Locale.ROOT);
    }
}
