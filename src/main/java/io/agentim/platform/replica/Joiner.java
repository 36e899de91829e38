package io.agentim.platform.replica;

import java.util.ArrayList;
import java.util.List;

/** Puts one sender's lines together again. For one thread. */
final class Joiner {
    /** No line of ours is as long; more than this is somebody else's doing. */
    private static final int MAX_LINE = 2_000_000;

    private final StringBuilder open = new StringBuilder();
    private long expected = -1;
    private boolean skipping;

    /**
     * @param complete the lines that this part has completed
     * @param gap whether parts before it are missing, and lines with them
     */
    record Joined(List<String> complete, boolean gap) {}

    Joined add(Part part) {
        boolean inOrder = part.number() == expected;
        boolean gap = expected >= 0 && !inOrder;
        expected = part.number() + 1;
        if (!inOrder || open.length() > MAX_LINE) {
            open.setLength(0);
            skipping = part.inLine();
        }
        var complete = new ArrayList<String>();
        String text = part.text();
        int from = 0;
        for (int to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
            open.append(text, from, to);
            if (!skipping) {
                complete.add(open.toString());
            }
            skipping = false;
            open.setLength(0);
            from = to + 1;
        }
        open.append(text, from, text.length());
        return new Joined(complete, gap);
    }
}
