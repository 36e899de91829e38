package io.agentim.platform.tool;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.JsonFaults;
import io.agentim.platform.http.Texts;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model gives to a tool. Models fill what they were told is optional with null or with
 * nothing but blanks: both count as absent.
 */
public final class Arguments {
    private final ObjectNode given;
    private final JsonMapper json;

    /**
     * @param json the mapper of the API, since a tool reads the same requests as its endpoint
     */
    public Arguments(ObjectNode given, JsonMapper json) {
        this.given = given.deepCopy();
        this.given.removeIf(Arguments::isVoid);
        this.json = json;
    }

    private static boolean isVoid(JsonNode value) {
        return value.isNull() || value.isString() && value.asString().isBlank();
    }

    public boolean has(String name) {
        return given.has(name);
    }

    /** All of them as the body of a request. */
    public <T> T as(Class<T> type) {
        try {
            return json.treeToValue(given, type);
        } catch (JacksonException e) {
            throw JsonFaults.toRefusal(e);
        }
    }

    /** Text, or a whole number taken for its digits: ids are written in both ways. */
    public @Nullable String text(String name) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = given.get(name);
        if (!(value.isString() || value.isIntegralNumber())
                || !Texts.isStorable(value.asString())) {
            throw DomainException.invalid(name, name + " must be text");
        }
        return value.asString();
    }

    public String requireText(String name) {
        String text = text(name);
        if (text == null) {
            throw DomainException.required(name);
        }
        return text;
    }

    /** A whole number, or text that is one. */
    public @Nullable Long number(String name) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = given.get(name);
        if (!(value.isIntegralNumber() || value.isString())
                || !value.asString().matches("-?[0-9]{1,18}")) {
            throw DomainException.invalid(name, name + " must be a whole number");
        }
        return Long.valueOf(value.asString());
    }
}
