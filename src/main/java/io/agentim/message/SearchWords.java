package io.agentim.message;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Cuts text into what can be searched for, and writes it as PostgreSQL reads it. Words are runs of
 * letters and digits, whatever their case. Of scripts that are written without spaces, as Chinese
 * is, each character and each pair of neighbours counts, and a search for several finds them where
 * they stand one after the other.
 */
final class SearchWords {
    private static final int MAX_LENGTH = 64;
    private static final int MAX_PLACES = 256; // PostgreSQL keeps no more of one word
    private static final int LAST_PLACE = 16_383;

    /** A shorter one would match half of all words. */
    private static final int SHORTEST_BEGINNING = 3;

    private SearchWords() {}

    /** A word, or a run of characters of a script without spaces. */
    private record Run(String text, boolean spaceless) {
        List<String> characters() {
            return text.codePoints().mapToObj(Character::toString).toList();
        }
    }

    /** A {@code tsvector} of the text's words and these labels. */
    static String document(String text, Collection<String> labels) {
        var places = new LinkedHashMap<String, List<Integer>>();
        int place = 1;
        for (Run run : runs(text)) {
            if (!run.spaceless()) {
                add(places, run.text(), place++);
                continue;
            }
            List<String> characters = run.characters();
            for (int i = 0; i < characters.size(); i++, place++) {
                add(places, characters.get(i), place);
                if (i + 1 < characters.size()) {
                    add(places, characters.get(i) + characters.get(i + 1), place);
                }
            }
        }
        var out = new StringBuilder();
        labels.forEach(label -> out.append(quoted(label)).append(' '));
        for (Map.Entry<String, List<Integer>> word : places.entrySet()) {
            out.append(quoted(word.getKey())).append(':');
            out.append(
                    word.getValue().stream().map(String::valueOf).collect(Collectors.joining(",")));
            out.append(' ');
        }
        return out.toString();
    }

    private static void add(Map<String, List<Integer>> places, String word, int place) {
        List<Integer> of = places.computeIfAbsent(word, _ -> new ArrayList<>(1));
        if (of.size() < MAX_PLACES) {
            of.add(Math.min(place, LAST_PLACE));
        }
    }

    /**
     * A {@code tsquery} for texts in which all of these words occur, or begin a longer one; empty
     * if there is none in it.
     */
    static Optional<String> query(String text) {
        List<Run> runs = runs(text);
        return runs.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        runs.stream().map(SearchWords::query).collect(Collectors.joining(" & ")));
    }

    private static String query(Run run) {
        List<String> characters = run.characters();
        if (!run.spaceless()) {
            return quoted(run.text()) + (characters.size() < SHORTEST_BEGINNING ? "" : ":*");
        }
        if (characters.size() == 1) {
            return quoted(run.text());
        }
        var pairs = new ArrayList<String>();
        for (int i = 0; i + 1 < characters.size(); i++) {
            pairs.add(quoted(characters.get(i) + characters.get(i + 1)));
        }
        return "(" + String.join(" <-> ", pairs) + ")";
    }

    /** A word or label as it stands in both. */
    static String quoted(String word) {
        return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** What is looked for, one by one, as it stands in a text but for its case. */
    static List<String> wordsOf(String text) {
        return runs(text).stream().map(Run::text).toList();
    }

    private static List<Run> runs(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        var runs = new ArrayList<Run>();
        int[] points = normal.codePoints().toArray();
        for (int start = 0, end; start < points.length; start = end) {
            end = start + 1;
            if (!isPartOfWord(points[start])) {
                continue;
            }
            boolean spaceless = isSpaceless(points[start]);
            while (end < points.length
                    && isPartOfWord(points[end])
                    && isSpaceless(points[end]) == spaceless) {
                end++;
            }
            int length = spaceless ? end - start : Math.min(end - start, MAX_LENGTH);
            runs.add(new Run(new String(points, start, length), spaceless));
        }
        return runs;
    }

    private static boolean isPartOfWord(int point) {
        return Character.isLetterOrDigit(point)
                || point == '_'
                || Character.getType(point) == Character.NON_SPACING_MARK
                || Character.getType(point) == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isSpaceless(int point) {
        return point == 'ー'
                || switch (Character.UnicodeScript.of(point)) {
                    case HAN, HIRAGANA, KATAKANA, BOPOMOFO, HANGUL, THAI, LAO, KHMER, MYANMAR ->
                            true;
                    default -> false;
                };
    }
}
