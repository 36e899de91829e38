package io.agentim.delivery.webhook;

import com.fasterxml.jackson.annotation.JsonValue;

import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** Whether a 2xx acknowledges the item (contract 5.4). */
enum AutoAck {
    TRUE,
    FALSE,
    /** While the account receives in no other way. */
    AUTO;

    static AutoAck of(@Nullable Object requested) {
        return switch (requested) {
            case null -> AUTO;
            case Boolean b -> b ? TRUE : FALSE;
            case String s when s.equals("auto") -> AUTO;
            default ->
                    throw DomainException.invalid(
                            "auto_ack", "auto_ack must be true, false or \"auto\"");
        };
    }

    /** As in the database. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AutoAck ofColumn(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }

    /** On the wire a boolean where it can be one. */
    @JsonValue
    Object wire() {
        return this == AUTO ? "auto" : this == TRUE;
    }
}
