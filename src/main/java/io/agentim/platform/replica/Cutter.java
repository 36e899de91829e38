package io.agentim.platform.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Cuts lines into notifications, of which PostgreSQL takes less than 8,000 bytes each; a line may
 * go on in the next. Each begins with the sender, a number that rises by one, and whether it begins
 * in the middle of a line, so that {@link Joiner} sees when one is missing.
 */
final class Cutter {
    private static final int MAX_BYTES = 7900; // and the head

    private final UUID sender;
    private long next;

    Cutter(UUID sender) {
        this.sender = sender;
    }

    /**
     * @param lines without line breaks
     */
    List<String> cut(List<String> lines) {
        String text = String.join("\n", lines) + "\n";
        var parts = new ArrayList<String>();
        for (int from = 0; from < text.length(); ) {
            int to = end(text, from);
            boolean inLine = from > 0 && text.charAt(from - 1) != '\n';
            parts.add(new Part(sender, next++, inLine, text.substring(from, to)).payload());
            from = to;
        }
        return parts;
    }

    private static int end(String text, int from) {
        int bytes = 0;
        int to = from;
        while (to < text.length()) {
            int c = text.codePointAt(to);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > MAX_BYTES) {
                break;
            }
            to += Character.charCount(c);
        }
        return to;
    }
}
