package io.agentim.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Finds the numbers of items without decoding the rest. */
final class Seqs {
    private static final byte[] IN_JSON = "\"seq\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] IN_MESSAGE_PACK = {(byte) 0xa3, 's', 'e', 'q'};

    private Seqs() {}

    /** 0 if there is none. */
    static long lastInJson(byte[] bytes, int from, int to) {
        int at = lastIndexOf(IN_JSON, bytes, from, to);
        long seq = 0;
        for (int i = at; at >= 0 && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            seq = 10 * seq + (bytes[i] - '0');
        }
        return seq;
    }

    /** 0 if there is none. */
    static long inMessagePack(byte[] bytes, int from, int to) {
        int at = lastIndexOf(IN_MESSAGE_PACK, bytes, from, to);
        return at < 0 ? 0 : integer(ByteBuffer.wrap(bytes, at, to - at));
    }

    private static long integer(ByteBuffer in) {
        int form = in.get() & 0xff;
        return switch (form) {
            case 0xcc -> in.get() & 0xff;
            case 0xcd -> in.getShort() & 0xffff;
            case 0xce -> in.getInt() & 0xffff_ffffL;
            case 0xcf, 0xd3 -> in.getLong();
            case 0xd1 -> in.getShort();
            case 0xd2 -> in.getInt();
            default -> form; // up to 127 the byte is the number
        };
    }

    /** Just behind it, or -1. */
    private static int lastIndexOf(byte[] wanted, byte[] bytes, int from, int to) {
        for (int i = to - wanted.length; i >= from; i--) {
            int same = 0;
            while (same < wanted.length && bytes[i + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return i + same;
            }
        }
        return -1;
    }
}
