package io.agentim.matrix;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.agentim.support.Answer;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A line of the matrix: an operation, one request for it, and what each caller is answered.
 *
 * @param path with a thing of the {@link World} in place of each variable
 * @param given things that must be there besides those which the request names
 * @param marked the body, with the marks of {@link Field}
 * @param upload whether the body is a form with a picture instead
 */
record Operation(
        String method,
        String path,
        List<String> given,
        List<Field> query,
        @Nullable ObjectNode marked,
        boolean upload,
        Map<Who, Integer> answers) {

    private static final Path MATRIX = Path.of("src/test/resources/authz-matrix.csv");
    private static final int CALLERS = Who.values().length;

    /** All lines of the matrix. */
    static List<Operation> all() {
        try (var lines = Files.lines(MATRIX)) {
            return lines.filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(Operation::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operation parse(String line) {
        String[] cells = line.split(",", 2 + CALLERS + 1);
        var answers = new EnumMap<Who, Integer>(Who.class);
        for (Who who : Who.values()) {
            answers.put(who, Integer.valueOf(cells[2 + answers.size()].strip()));
        }
        var given = new ArrayList<String>();
        var query = new ArrayList<Field>();
        boolean upload = false;
        String rest = cells[2 + CALLERS].strip();
        while (!rest.isEmpty() && !rest.startsWith("{")) {
            String[] word = (rest + " ").split(" ", 2);
            if (word[0].startsWith("+")) {
                given.add(word[0].substring(1));
            } else if (word[0].equals("@image")) {
                upload = true;
            } else {
                query.addAll(Field.ofQuery(word[0].substring(1)));
            }
            rest = word[1].strip();
        }
        ObjectNode body = rest.isEmpty() ? null : (ObjectNode) Answer.JSON.readTree(rest);
        return new Operation(
                cells[0].strip(), cells[1].strip(), given, query, body, upload, answers);
    }

    /** Whether it is a request of HTTP, and not a frame of WebSocket or AIM. */
    boolean isHttp() {
        return path.startsWith("/");
    }

    /** Method and path as the server maps them, without the names of the variables. */
    String route() {
        return method + " " + path.replaceAll("\\$\\w+", "{}");
    }

    int answerTo(Who who) {
        return requireNonNull(answers.get(who));
    }

    boolean isOpenTo(Who who) {
        return answerTo(who) < 300;
    }

    /** The request's path and query. */
    String uri() {
        return uri(path, parameters());
    }

    private List<String> parameters() {
        return query.stream().map(p -> p.name() + "=" + p.example().asString()).toList();
    }

    private static String uri(String path, List<String> parameters) {
        return path + (parameters.isEmpty() ? "" : "?") + String.join("&", parameters);
    }

    /** With something else in the place of a variable. */
    String uriWith(String variable, String segment) {
        String changed =
                Stream.of(path.split("/", -1))
                        .map(each -> each.equals(variable) ? segment : each)
                        .collect(joining("/"));
        return uri(changed, parameters());
    }

    /** With something else as a parameter of the query, or without it. */
    String uriWith(Field parameter, @Nullable String value) {
        var changed = new ArrayList<String>(parameters());
        int place = query.indexOf(parameter);
        if (value == null) {
            changed.remove(place);
        } else {
            changed.set(place, parameter.name() + "=" + value);
        }
        return uri(path, changed);
    }

    /** The names of things in the path. */
    List<String> variables() {
        return Stream.of(path.split("/", -1)).filter(segment -> segment.startsWith("$")).toList();
    }

    /** The request's body as JSON, null if it has none. */
    @Nullable String json() {
        return marked == null ? null : Field.withoutMarks(marked).toString();
    }

    @Override
    public String toString() {
        return method + " " + uri() + (marked == null ? "" : " " + json());
    }
}
