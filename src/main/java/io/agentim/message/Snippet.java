package io.agentim.message;

import java.util.Locale;

/** The part of a text in which something was found. */
final class Snippet {
    private static final int LENGTH = 160;
    private static final int LEAD = 40;

    private Snippet() {}

    /** On one line, with an ellipsis where something is left out. */
    static String of(String text, String words) {
        String line = text.replaceAll("\\s+", " ").strip();
        int start = startFor(line, words);
        int end = atCharacter(line, Math.min(line.length(), start + LENGTH));
        return (start > 0 ? "…" : "")
                + line.substring(start, end)
                + (end < line.length() ? "…" : "");
    }

    private static int startFor(String line, String words) {
        String lower = line.toLowerCase(Locale.ROOT);
        int found =
                SearchWords.wordsOf(words).stream()
                        .mapToInt(lower::indexOf)
                        .filter(place -> place >= 0)
                        .min()
                        .orElse(0);
        return line.length() <= LENGTH ? 0 : atCharacter(line, Math.max(0, found - LEAD));
    }

    /** Not in the middle of a surrogate pair, nor behind the end. */
    private static int atCharacter(String line, int index) {
        int place = Math.min(index, line.length());
        boolean inside =
                place > 0 && place < line.length() && Character.isLowSurrogate(line.charAt(place));
        return inside ? place - 1 : place;
    }
}
