package io.agentim.group;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/** What a member may do (contract 2.4). */
enum Role {
    OWNER,
    ADMIN,
    MEMBER;

    /** Edit the group, invite, announce. */
    boolean manages() {
        return this != MEMBER;
    }

    /** Remove and mute: the owner everybody else, an admin only plain members. */
    boolean commands(Role other) {
        return this == OWNER ? other != OWNER : this == ADMIN && other == MEMBER;
    }

    static Role of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
