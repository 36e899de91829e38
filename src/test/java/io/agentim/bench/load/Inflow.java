package io.agentim.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What has come in and is not used up yet. */
final class Inflow {
    private static final int SMALL = 1024;

    private byte[] bytes = new byte[0]; // an idle connection shall cost next to nothing
    private int length;

    void add(ByteBuffer more) {
        int needed = length + more.remaining();
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(SMALL, Math.max(needed, 2 * bytes.length)));
        }
        int added = more.remaining();
        more.get(bytes, length, added);
        length += added;
    }

    int length() {
        return length;
    }

    /** For looking at, until the next change. */
    byte[] bytes() {
        return bytes;
    }

    int unsigned(int index) {
        return bytes[index] & 0xff;
    }

    /** Big-endian. */
    int number(int index, int size) {
        int number = 0;
        for (int i = 0; i < size; i++) {
            number = number << 8 | unsigned(index + i);
        }
        return number;
    }

    String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Where the head of an HTTP message ends, or -1 if it does not yet. */
    int endOfHead() {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    void drop(int count) {
        System.arraycopy(bytes, count, bytes, 0, length - count);
        length -= count;
    }

    /** Takes bytes out of the middle. */
    void cut(int from, int to) {
        System.arraycopy(bytes, to, bytes, from, length - to);
        length -= to - from;
    }
}
