package io.agentim.delivery;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.UUID;

/**
 * One thing in one account's inbox: a message or an event.
 *
 * @param seq its number in this inbox, rising in the order in which items became visible
 * @param json the whole item as a JSON object, ready for any transport
 */
public record Item(UUID id, long seq, boolean acked, String json) {

    /** Inside any other answer, an item is the JSON that it already is. */
    @JsonValue
    @JsonRawValue
    @Override
    public String json() {
        return json;
    }
}
