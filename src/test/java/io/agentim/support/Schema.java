package io.agentim.support;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * As much of JSON Schema as our descriptions use, and strict about it: a schema with anything else
 * is refused, so that nothing passes because it was not understood.
 *
 * @param document in which {@code $ref} are looked up
 */
public record Schema(JsonNode document, JsonNode schema) {
    private static final List<String> UNDERSTOOD =
            List.of(
                    "$ref",
                    "type",
                    "const",
                    "enum",
                    "pattern",
                    "format",
                    "required",
                    "properties",
                    "additionalProperties",
                    "items",
                    "description",
                    "examples");

    /** What is wrong with the value, each with its place; empty if nothing is. */
    public List<String> problems(JsonNode value) {
        var problems = new ArrayList<String>();
        check(schema, value, "", problems);
        return problems;
    }

    private void check(JsonNode schema, JsonNode value, String place, List<String> problems) {
        for (String keyword : schema.propertyNames()) {
            if (!UNDERSTOOD.contains(keyword)) {
                throw new IllegalArgumentException(keyword + " in " + schema);
            }
        }
        if (schema.has("$ref")) {
            String pointer = schema.get("$ref").asString().replaceFirst("^#", "");
            JsonNode target = document.at(pointer);
            if (target.isMissingNode()) {
                throw new IllegalArgumentException("nothing at " + pointer);
            }
            check(target, value, place, problems);
            return;
        }
        if (!isOfType(schema.path("type").asString("any"), value)) {
            problems.add(place + " is no " + schema.get("type").asString() + ": " + value);
            return;
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            problems.add(place + " is not " + schema.get("const") + ": " + value);
        }
        if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
            problems.add(place + " is none of " + schema.get("enum") + ": " + value);
        }
        if (schema.has("pattern")
                && !Pattern.compile(schema.get("pattern").asString())
                        .matcher(value.asString())
                        .find()) {
            problems.add(place + " does not match " + schema.get("pattern") + ": " + value);
        }
        if (value.isObject()) {
            checkProperties(schema, value, place, problems);
        }
        if (value.isArray() && schema.has("items")) {
            value.forEach(item -> check(schema.get("items"), item, place + "[]", problems));
        }
    }

    private void checkProperties(
            JsonNode schema, JsonNode value, String place, List<String> problems) {
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asString())) {
                problems.add(place + " lacks " + required.asString());
            }
        }
        value.forEachEntry((name, part) -> {
            JsonNode known = schema.path("properties").path(name);
            if (!known.isMissingNode()) {
                check(known, part, place + "/" + name, problems);
            } else if (!schema.path("additionalProperties").asBoolean(true)) {
                problems.add(place + " has " + name + ", of which nothing is said");
            }
        });
    }

    private static boolean isOfType(String type, JsonNode value) {
        return switch (type) {
            case "any" -> true;
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            default -> throw new IllegalArgumentException("type " + type);
        };
    }
}
