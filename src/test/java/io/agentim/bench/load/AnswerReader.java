package io.agentim.bench.load;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Locale;

/** Puts HTTP/1.1 answers together as their bytes come in. */
final class AnswerReader {
    private static final int UNKNOWN = -1;
    private static final int CHUNKED = -2;
    private static final int LAST_CHUNK = "0\r\n\r\n".length();

    private final Inflow in = new Inflow();
    private int status;
    private int bodyStart = UNKNOWN;
    private int bodyLength;
    private int chunkStart;

    void add(ByteBuffer bytes) {
        in.add(bytes);
    }

    /** The next answer if it is complete. To be handled before more is added. */
    @Nullable HttpAnswer take() {
        if (bodyStart == UNKNOWN && !readHead()) {
            return null;
        }
        int end = bodyLength == CHUNKED ? endOfChunks() : bodyStart + bodyLength;
        if (end == UNKNOWN || in.length() < end) {
            return null;
        }
        return new HttpAnswer(status, in.bytes(), bodyStart, end);
    }

    /** The answer has been handled. */
    void forget() {
        int end = bodyLength == CHUNKED ? chunkStart : bodyStart + bodyLength;
        in.drop(end + (bodyLength == CHUNKED ? LAST_CHUNK : 0));
        bodyStart = UNKNOWN;
    }

    private boolean readHead() {
        int end = in.endOfHead();
        if (end < 0) {
            return false;
        }
        String head = in.text(0, end).toLowerCase(Locale.ROOT);
        status = Integer.parseInt(head.substring(9, 12)); // HTTP/1.1 200
        bodyStart = end;
        chunkStart = end;
        String length = header(head, "content-length");
        if (length != null) {
            bodyLength = Integer.parseInt(length);
        } else {
            bodyLength = header(head, "transfer-encoding") == null ? 0 : CHUNKED;
        }
        return true;
    }

    private static @Nullable String header(String head, String name) {
        int at = head.indexOf("\n" + name + ":");
        return at < 0
                ? null
                : head.substring(at + name.length() + 2, head.indexOf('\r', at)).strip();
    }

    /**
     * Takes the frames of the chunks out, so that the body is in one piece; where it ends, or -1 if
     * it is not complete.
     */
    private int endOfChunks() {
        while (true) {
            int lineEnd = endOfLine(chunkStart);
            if (lineEnd == UNKNOWN) {
                return UNKNOWN;
            }
            int size = Integer.parseInt(in.text(chunkStart, lineEnd), 16);
            int next = lineEnd + 2 + size + 2;
            if (in.length() < next) {
                return UNKNOWN;
            }
            if (size == 0) {
                return chunkStart;
            }
            in.cut(lineEnd + 2 + size, next); // from the end, as the places before it stay
            in.cut(chunkStart, lineEnd + 2);
            chunkStart += size;
        }
    }

    private int endOfLine(int from) {
        for (int i = from; i + 1 < in.length(); i++) {
            if (in.unsigned(i) == '\r') {
                return i;
            }
        }
        return UNKNOWN;
    }
}
