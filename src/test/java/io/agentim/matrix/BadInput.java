package io.agentim.matrix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A request of the matrix with one thing wrong.
 *
 * @param what is wrong, for people
 * @param chunked whether the body's length is not announced
 * @param statuses of which one must be the answer
 */
record BadInput(
        Operation operation,
        String what,
        String uri,
        String contentType,
        @Nullable String body,
        Charset charset,
        boolean chunked,
        Set<Integer> statuses) {

    private static final String JSON = "application/json";
    private static final int MORE_THAN_ANY_TEXT = 70_000;
    private static final int MORE_THAN_A_BODY = 256 * 1024 + 1;

    private static final Set<Integer> BAD = Set.of(400);
    private static final Set<Integer> TOO_LONG = Set.of(400, 413);

    /** What is wrong with the name of a thing may be that there is no such thing. */
    private static final Set<Integer> BAD_OR_NOTHING = Set.of(400, 401, 403, 404);

    private static final Set<Integer> TOO_LONG_OR_NOTHING = Set.of(400, 401, 403, 404, 413);

    private static final List<String> BAD_SEGMENTS =
            List.of(
                    "x",
                    "-1",
                    "9".repeat(20),
                    "a".repeat(300),
                    "msg_" + "z".repeat(26),
                    "%00",
                    "%ED%A0%80", // half of a surrogate pair
                    "%FF",
                    "..%2f",
                    "%2e%2e",
                    ";a=b",
                    "'%3B--",
                    "%F0%9F%98%80");

    private static final List<String> BAD_NUMBERS =
            List.of("x", "", "1.5", "0x1", "%201", "9".repeat(20), "%00", "%ED%A0%80");

    private static final List<String> BAD_WORDS = List.of("nonsense", "%00", "%ED%A0%80");

    private static final List<String> BAD_FLAGS = List.of("maybe", "%ED%A0%80");

    private static final List<String> BAD_TEXTS = List.of("%00", "x".repeat(5000));

    /** JSON to follow the fields of an object that is right up to there. */
    private static final List<String> MALFORMED_TAILS =
            List.of(
                    "",
                    "\"a\":NaN}",
                    "\"a\":01}",
                    "\"a\":1,\"a\":2}",
                    "\"a\":\"\t\"}",
                    "\"a\":1}}",
                    "\"a\":1}{}",
                    "\"a\":" + "[".repeat(100) + "]".repeat(100) + "}",
                    "\"a\":" + "9".repeat(200) + "}",
                    "\"" + "a".repeat(300) + "\":1}");

    private static final List<String> NO_OBJECTS =
            List.of("[]", "nonsense", "\"text\"", "5", "'{}'");

    private static final List<String> OTHER_MEDIA_TYPES =
            List.of(
                    "text/plain",
                    "application/xml",
                    "application/octet-stream",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data; boundary=x",
                    "nonsense");

    /** All that can be wrong with the request of this line. */
    static List<BadInput> of(Operation operation) {
        var all = new ArrayList<BadInput>();
        for (String variable : operation.variables()) {
            for (String bad : BAD_SEGMENTS) {
                String what = variable + " as " + shortened(bad);
                all.add(inUri(operation, what, operation.uriWith(variable, bad), BAD_OR_NOTHING));
            }
        }
        operation.query().forEach(parameter -> inQuery(operation, parameter, all));
        ObjectNode marked = operation.marked();
        if (marked != null) {
            List<Field> fields = Field.ofBody(marked);
            asBody(operation, fields.stream().anyMatch(Field::required), all);
            fields.forEach(field -> inField(operation, marked, field, all));
        }
        return all;
    }

    private static void inQuery(Operation operation, Field parameter, List<BadInput> into) {
        if (parameter.required()) {
            into.add(inUri(operation, "no " + parameter, operation.uriWith(parameter, null), BAD));
        }
        Set<Integer> statuses = parameter.isReference() ? BAD_OR_NOTHING : BAD;
        for (String bad : badValuesOf(parameter)) {
            String what = parameter + " as " + shortened(bad);
            into.add(inUri(operation, what, operation.uriWith(parameter, bad), statuses));
        }
    }

    private static List<String> badValuesOf(Field parameter) {
        String example = parameter.example().asString();
        if (example.matches("[0-9]+")) {
            return BAD_NUMBERS;
        }
        if (example.equals("true")) {
            return BAD_FLAGS;
        }
        return parameter.word() ? BAD_WORDS : BAD_TEXTS;
    }

    private static BadInput inUri(
            Operation operation, String what, String uri, Set<Integer> statuses) {
        return new BadInput(operation, what, uri, JSON, operation.json(), UTF_8, false, statuses);
    }

    private static void asBody(Operation operation, boolean needed, List<BadInput> into) {
        String json = String.valueOf(operation.json());
        String open = json.substring(0, json.length() - 1) + ",";
        MALFORMED_TAILS.forEach(
                tail -> into.add(inBody(operation, "tail " + tail, open + tail, BAD)));
        NO_OBJECTS.forEach(text -> into.add(inBody(operation, "body " + text, text, BAD)));
        if (needed) {
            for (String nothing : List.of("", "null", "{}")) {
                into.add(inBody(operation, "body '" + nothing + "'", nothing, BAD));
            }
        }
        into.add(inBody(operation, "not UTF-8", open + "\"a\":\"\u00ff\"}", BAD).in(ISO_8859_1));
        OTHER_MEDIA_TYPES.forEach(type ->
                into.add(inBody(operation, "labelled " + type, json, Set.of(415)).labelled(type)));
        String oversize = json + " ".repeat(MORE_THAN_A_BODY);
        into.add(inBody(operation, "oversize", oversize, Set.of(413)));
        into.add(inBody(operation, "oversize in chunks", oversize, Set.of(413)).inChunks());
    }

    private static void inField(
            Operation operation, ObjectNode marked, Field field, List<BadInput> into) {
        if (field.required()) {
            into.add(inBody(operation, "no " + field, field.in(marked, null), BAD));
            String none = field.in(marked, NullNode.getInstance());
            into.add(inBody(operation, field + " null", none, BAD));
        }
        field.ofWrongType()
                .forEach(value ->
                        into.add(
                                inBody(
                                        operation,
                                        field + " as " + value,
                                        field.in(marked, value),
                                        BAD)));
        if (field.word()) {
            String unknown = field.in(marked, field.withText("nonsense"));
            into.add(inBody(operation, field + " nonsense", unknown, BAD));
        }
        if (field.holdsText()) {
            String longText = field.in(marked, field.withText("x".repeat(MORE_THAN_ANY_TEXT)));
            Set<Integer> statuses = field.isReference() ? TOO_LONG_OR_NOTHING : TOO_LONG;
            into.add(inBody(operation, field + " too long", longText, statuses));
            for (String escape : List.of("\\u0000", "\\ud800", "\\udc00\\ud800")) {
                String text = field.in(marked, field.withText("a@b")).replace("a@b", "a" + escape);
                into.add(inBody(operation, field + " with " + escape, text, BAD));
            }
        }
    }

    private static BadInput inBody(
            Operation operation, String what, String body, Set<Integer> statuses) {
        return new BadInput(
                operation, shortened(what), operation.uri(), JSON, body, UTF_8, false, statuses);
    }

    private BadInput in(Charset other) {
        return new BadInput(operation, what, uri, contentType, body, other, chunked, statuses);
    }

    private BadInput labelled(String type) {
        return new BadInput(operation, what, uri, type, body, charset, chunked, statuses);
    }

    private BadInput inChunks() {
        return new BadInput(operation, what, uri, contentType, body, charset, true, statuses);
    }

    private static String shortened(String text) {
        return text.length() > 50 ? text.substring(0, 50) + "…" : text;
    }

    @Override
    public String toString() {
        return operation.route() + ": " + what;
    }
}
