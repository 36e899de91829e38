package io.agentim.matrix;

import io.agentim.support.Answer;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A field of a body or a parameter of a query, with a value that is right. The matrix marks the
 * names: {@code to!} must be there, {@code format*} takes one of few words, {@code body~} takes an
 * object or a list for text.
 *
 * @param parent the JSON pointer of the object that it is in
 */
record Field(
        String parent,
        String name,
        JsonNode example,
        boolean required,
        boolean word,
        boolean lenient) {

    private static Field of(String parent, String marked, JsonNode example) {
        return new Field(
                parent,
                unmarked(marked),
                example,
                marked.contains("!"),
                marked.contains("*"),
                marked.contains("~"));
    }

    private static String unmarked(String name) {
        return name.replaceAll("[!*~]", "");
    }

    /** Of {@code a=1&b*=pending}. */
    static List<Field> ofQuery(String query) {
        return Arrays.stream(query.split("&", -1))
                .map(parameter -> parameter.split("=", 2))
                .map(pair -> of("", pair[0], StringNode.valueOf(pair[1])))
                .toList();
    }

    /** All fields, those of inner objects as well. */
    static List<Field> ofBody(ObjectNode marked) {
        var fields = new ArrayList<Field>();
        collect("", marked, fields);
        return fields;
    }

    private static void collect(String parent, ObjectNode marked, List<Field> into) {
        marked.forEachEntry((name, value) -> {
            into.add(of(parent, name, value));
            if (value instanceof ObjectNode inner) {
                collect(parent + "/" + unmarked(name), inner, into);
            }
        });
    }

    static ObjectNode withoutMarks(ObjectNode marked) {
        ObjectNode plain = Answer.JSON.createObjectNode();
        marked.forEachEntry((name, value) ->
                plain.set(
                        unmarked(name),
                        value instanceof ObjectNode inner ? withoutMarks(inner) : value));
        return plain;
    }

    /** The object with this in the field's place, or without the field. */
    String in(ObjectNode marked, @Nullable JsonNode value) {
        ObjectNode changed = withoutMarks(marked);
        ObjectNode place = (ObjectNode) changed.at(parent);
        if (value == null) {
            place.remove(name);
        } else {
            place.set(name, value);
        }
        return changed.toString();
    }

    private JsonNode first() {
        return example.isArray() ? example.path(0) : example;
    }

    boolean holdsText() {
        return first().isString();
    }

    /** Whether it names somebody or something, which may as well not be there. */
    boolean isReference() {
        return first().asString("").startsWith("$");
    }

    /** Another text, in a list if the field holds one. */
    JsonNode withText(String text) {
        return example.isArray()
                ? Answer.JSON.createArrayNode().add(text)
                : StringNode.valueOf(text);
    }

    /** Values of types that it does not take. An id may be a number (contract 1.3). */
    List<JsonNode> ofWrongType() {
        Stream<String> values =
                switch (example.getNodeType()) {
                    case STRING ->
                            Stream.of("true", isReference() ? "1.5" : "5", "{\"a\":1}", "[\"a\"]");
                    case NUMBER -> Stream.of("true", "\"x\"", "{}", "[]", "1e999", "9".repeat(20));
                    case BOOLEAN -> Stream.of("5", "\"maybe\"", "{}", "[]");
                    case ARRAY -> Stream.of("true", "5", "\"a\"", "{\"a\":1}", "[true]", "[[]]");
                    default -> Stream.of("true", "5", "\"a\"", "[\"a\"]");
                };
        return values.filter(
                        value -> !(lenient && (value.startsWith("{") || value.startsWith("["))))
                .map(value -> Answer.JSON.readTree(value))
                .toList();
    }

    @Override
    public String toString() {
        return (parent + "/" + name).substring(1);
    }
}
