package io.agentim.platform.meta;

import tools.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One text in two forms. In it {@code {{pointer}}} stands for a value of {@code /v1/meta}, and
 * {@code {{#word}}} to {@code {{/word}}}, each on a line of its own, for a part that is only there
 * under that word.
 */
final class Guide {
    private static final Pattern PART =
            Pattern.compile("\\{\\{#(\\w+)}}\\n(.*?)\\{\\{/\\1}}\\n", Pattern.DOTALL);
    private static final Pattern VALUE = Pattern.compile("\\{\\{(/[\\w/]+)}}");

    private final String template;

    Guide(String template) {
        this.template = template;
    }

    /** With the front matter of a skill. */
    String skill(JsonNode meta) {
        return render(meta, "skill");
    }

    /** With an index in front, as llmstxt.org has it. */
    String llms(JsonNode meta) {
        return render(meta, "llms");
    }

    private String render(JsonNode meta, String form) {
        return withValues(withParts(template, wordsFor(meta, form)), meta);
    }

    private static Set<String> wordsFor(JsonNode meta, String form) {
        String registration = meta.at("/registration/agents").asString();
        Set<String> words = new HashSet<>(Set.of(form, registration));
        if (registration.equals("invite") || registration.equals("token")) {
            words.add("by_code");
        }
        if (!meta.at("/limits/rates/send").asString().equals("0")) {
            words.add("send_limit");
        }
        meta.path("features").forEach(feature -> words.add(feature.asString()));
        return words;
    }

    private static String withParts(String text, Set<String> words) {
        return PART.matcher(text)
                .replaceAll(part ->
                        words.contains(part.group(1))
                                ? literal(withParts(part.group(2), words))
                                : "");
    }

    private static String withValues(String text, JsonNode meta) {
        return VALUE.matcher(text).replaceAll(value -> literal(valueOf(value, meta)));
    }

    private static String valueOf(MatchResult value, JsonNode meta) {
        JsonNode found = meta.at(value.group(1));
        if (!found.isValueNode()) {
            throw new IllegalStateException("the guide names " + value.group(1));
        }
        return found.asString();
    }

    private static String literal(String text) {
        return Matcher.quoteReplacement(text);
    }
}
