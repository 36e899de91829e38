package io.agentim.platform.replica;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is to be told to the other replicas, each line once however often it was put in meanwhile.
 * Bounded: what does not fit is forgotten, and the others are told that something is missing.
 * Thread-safe.
 */
final class Outbox {
    static final int MAX_CHARS = 1_000_000;

    private final Set<String> lines = new LinkedHashSet<>();
    private int chars;

    /**
     * @param overflow what to say instead when there is no more room
     */
    synchronized void put(String line, String overflow) {
        boolean fits = chars + line.length() <= MAX_CHARS;
        if (lines.add(fits ? line : overflow) && fits) {
            chars += line.length();
        }
        notifyAll();
    }

    /** Waits until there is something, and takes all of it. */
    synchronized List<String> take() throws InterruptedException {
        while (lines.isEmpty()) {
            wait();
        }
        List<String> taken = List.copyOf(lines);
        lines.clear();
        chars = 0;
        return taken;
    }
}
