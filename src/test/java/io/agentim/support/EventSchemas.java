package io.agentim.support;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Set;
import java.util.TreeSet;

/**
 * The messages of {@code /asyncapi.json}. Items are held to their schema as if it ended with {@code
 * additionalProperties: false}: clients are told of every field.
 */
public final class EventSchemas {
    private final JsonNode document;
    private final Set<String> seen = new TreeSet<>();

    public EventSchemas(Server server) {
        document = server.anonymous().get("/asyncapi.json").hasStatus(200).json();
        ((ObjectNode) document.at("/components/schemas/Item")).put("additionalProperties", false);
    }

    public JsonNode document() {
        return document;
    }

    /** Exactly one message of the channel must be described so. */
    public void check(String channel, JsonNode value) {
        String type = value.path("type").asString();
        for (JsonNode message : document.at("/channels/" + channel + "/messages")) {
            String pointer = message.get("$ref").asString().replaceFirst("^#", "");
            JsonNode payload = document.at(pointer + "/payload");
            JsonNode named = payload.at("/properties/type");
            boolean isIt =
                    named.path("const").asString("").equals(type)
                            || named.path("enum")
                                    .valueStream()
                                    .anyMatch(t -> t.asString().equals(type));
            if (isIt) {
                assertThat(new Schema(document, payload).problems(value))
                        .as(value.toString())
                        .isEmpty();
                seen.add(type);
                return;
            }
        }
        throw new AssertionError("nothing is said of " + value);
    }

    /** The types that were checked so far. */
    public Set<String> seen() {
        return seen;
    }
}
