package io.agentim.bench.load;

import java.nio.charset.StandardCharsets;

/**
 * The time at which a message was due to be sent, within its text: whatever a channel wraps around
 * the text, it can be found without decoding that.
 */
public final class Stamps {
    private static final byte[] MARK = "#at=".getBytes(StandardCharsets.US_ASCII);

    /** Hears of one stamp. */
    public interface Listener {
        void found(long nanos);
    }

    private Stamps() {}

    /** Of {@link System#nanoTime}; only the process that wrote it can read it. */
    public static String stamp(long nanos) {
        return "#at=" + nanos + "#";
    }

    static void find(byte[] bytes, int from, int to, Listener listener) {
        for (int i = from; i + MARK.length < to; i++) {
            if (bytes[i] == '#' && startsAt(bytes, i)) {
                listener.found(number(bytes, i + MARK.length));
            }
        }
    }

    private static boolean startsAt(byte[] bytes, int index) {
        for (int i = 1; i < MARK.length; i++) {
            if (bytes[index + i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] bytes, int from) {
        int end = from;
        while (bytes[end] != '#') {
            end++;
        }
        return Long.parseLong(new String(bytes, from, end - from, StandardCharsets.US_ASCII));
    }
}
