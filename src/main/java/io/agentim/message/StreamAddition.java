package io.agentim.message;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.http.Texts;

import java.util.ArrayList;
import java.util.List;

/**
 * What some chunks add to a stream that has come so far. Pure: whether the stream is still there is
 * seen when it is stored.
 *
 * @param parts of the chunks that are new
 * @param after the number of the chunk before them
 * @param seq the number of the last of them
 */
record StreamAddition(
        List<Part> parts, long after, long seq, int textBytes, int otherBytes, String tail) {
    private static final int MAX_OTHER = 4 * Said.MAX_BODY;

    /** Longer than any secret, so that one is found although it comes in pieces. */
    private static final int TAIL = 128;

    /**
     * @throws DomainException {@code stream_gap} if a chunk is missing, {@code payload_too_large}
     */
    static StreamAddition of(OpenStream stream, List<Chunk.Checked> chunks) {
        var parts = new ArrayList<Part>();
        long seq = stream.lastSeq();
        int textBytes = stream.textBytes();
        int otherBytes = stream.otherBytes();
        for (Chunk.Checked chunk : chunks) {
            if (chunk.seq() > seq + 1) {
                throw DomainException.gap(stream.lastSeq() + 1);
            }
            if (chunk.seq() <= seq) {
                continue; // we have it
            }
            seq = chunk.seq();
            parts.add(chunk.part());
            int bytes = Texts.utf8Length(chunk.part().delta());
            textBytes += chunk.part().isText() ? bytes : 0;
            otherBytes += chunk.part().isText() ? 0 : bytes;
        }
        if (textBytes > Said.MAX_BODY || otherBytes > MAX_OTHER) {
            throw new DomainException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "a streamed message has at most %d bytes of text and %d of the rest"
                            .formatted(Said.MAX_BODY, MAX_OTHER));
        }
        String tail = tailOf(stream.tail() + textOf(parts));
        return new StreamAddition(
                Part.joined(parts), stream.lastSeq(), seq, textBytes, otherBytes, tail);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The new text, with the end of what was there before. */
    String textSince(String tailBefore) {
        return tailBefore + textOf(parts);
    }

    static String tailOf(String text) {
        int from = Math.max(0, text.length() - TAIL);
        boolean splitsPair = from > 0 && Character.isLowSurrogate(text.charAt(from));
        return text.substring(splitsPair ? from + 1 : from);
    }

    private static String textOf(List<Part> parts) {
        var text = new StringBuilder();
        parts.stream().filter(Part::isText).forEach(part -> text.append(part.delta()));
        return text.toString();
    }
}
