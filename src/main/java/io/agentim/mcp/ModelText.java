package io.agentim.mcp;

import io.agentim.platform.error.Problem;
import io.agentim.platform.http.Texts;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * An answer of the API as a language model reads it: for each object one line of what the server
 * itself says, then, in a fence, what users wrote. Nothing is outside the fence unless {@link
 * ServerWords} vouches for it, so a field that is new is fenced until somebody has thought about
 * it.
 */
final class ModelText {
    private final @Nullable List<String> shows;
    private final Fence fence = new Fence();
    private final StringJoiner out = new StringJoiner("\n");
    private boolean fenced;

    private ModelText(@Nullable List<String> shows) {
        this.shows = shows;
    }

    /**
     * @param shows the paths to show, in this order; null for all
     */
    static String of(JsonNode answer, @Nullable List<String> shows) {
        var text = new ModelText(shows);
        text.writeAll(answer);
        String policy = text.fenced ? text.fence.policy() + "\n" : "";
        return policy + text.out;
    }

    static String of(Problem refusal) {
        String wait =
                refusal.retryAfter() == null
                        ? ""
                        : " (try again after %d s)".formatted(refusal.retryAfter());
        return refusal.code() + ": " + Fence.harmless(Texts.visible(refusal.detail())) + wait;
    }

    private void writeAll(JsonNode answer) {
        var flat = new LinkedHashMap<String, String>();
        answer.forEachEntry((name, value) -> {
            if (!isList(name, value)) {
                flatten(name, value, flat);
            }
        });
        write(flat);
        answer.forEachEntry((name, value) -> {
            if (isList(name, value)) {
                writeList(name, value);
            }
        });
    }

    /** One of objects; what is empty may be the list or one of the fields to show. */
    private boolean isList(String name, JsonNode value) {
        if (value.isEmpty()) {
            return value.isArray() && (shows == null || !shows.contains(name));
        }
        return value.isArray() && value.get(0).isObject();
    }

    private void writeList(String name, JsonNode list) {
        out.add(list.isEmpty() ? "no " + name : name + ": " + list.size());
        for (JsonNode each : list) {
            var flat = new LinkedHashMap<String, String>();
            each.forEachEntry((field, value) -> flatten(field, value, flat));
            write(flat);
        }
    }

    private static void flatten(String path, JsonNode value, Map<String, String> into) {
        if (value.isObject()) {
            value.forEachEntry((name, inner) -> flatten(path + "." + name, inner, into));
        } else if (value.isArray()) {
            var all = new StringJoiner(", ");
            value.forEach(each -> all.add(each.asString()));
            into.put(path, all.toString());
        } else {
            into.put(path, value.asString());
        }
    }

    private void write(Map<String, String> flat) {
        var facts = new StringJoiner(" ");
        var said = new ArrayList<String>();
        shownOf(flat)
                .forEach((path, value) -> {
                    if (ServerWords.vouchFor(path, value)) {
                        facts.add(path + "=" + value);
                    } else if (!value.isEmpty()) {
                        said.add(path + ": " + indented(Fence.harmless(value)));
                    }
                });
        if (facts.length() > 0) {
            out.add(facts.toString());
        }
        if (!said.isEmpty()) {
            fenced = true;
            out.add(fence.opening()).add(String.join("\n", said)).add(fence.closing());
        }
    }

    /** So that no line of a text looks like the field after it. */
    private static String indented(String text) {
        return text.replace("\n", "\n  ");
    }

    private Map<String, String> shownOf(Map<String, String> flat) {
        if (shows == null) {
            return flat;
        }
        var shown = new LinkedHashMap<String, String>();
        for (String wanted : shows) {
            flat.forEach((path, value) -> {
                if (path.equals(wanted) || path.startsWith(wanted + ".")) {
                    shown.put(path, value);
                }
            });
        }
        return shown;
    }
}
