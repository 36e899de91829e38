package io.agentim.delivery;

import java.util.Map;
import java.util.TreeMap;

/**
 * A set of numbers held as ranges, which sync's pages are: neighbours melt into one. Not
 * thread-safe.
 */
final class SeqRanges {
    private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

    /** Adds what is greater than {@code after} and not greater than {@code upTo}. */
    void add(long after, long upTo) {
        if (upTo <= after) {
            return;
        }
        long first = after + 1;
        long last = upTo;
        Map.Entry<Long, Long> before = lastByFirst.floorEntry(first);
        if (before != null && before.getValue() >= after) {
            first = before.getKey();
            last = Math.max(last, before.getValue());
        }
        Map.Entry<Long, Long> next = lastByFirst.higherEntry(first);
        while (next != null && next.getKey() <= last + 1) {
            last = Math.max(last, next.getValue());
            lastByFirst.remove(next.getKey());
            next = lastByFirst.higherEntry(first);
        }
        lastByFirst.put(first, last);
    }

    boolean contains(long seq) {
        Map.Entry<Long, Long> entry = lastByFirst.floorEntry(seq);
        return entry != null && seq <= entry.getValue();
    }
}
