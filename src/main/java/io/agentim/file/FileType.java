package io.agentim.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * What a file is, by its first bytes and never by its sender's word. A page of HTML is text like
 * any other: no type is ever answered that a browser would run (hardening T17).
 */
final class FileType {
    static final String PNG = "image/png";
    static final String JPEG = "image/jpeg";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String UNKNOWN = "application/octet-stream";

    /** What a browser may show in its window; everything else it is told to save. */
    private static final Set<String> SHOWN = Set.of(PNG, JPEG, "image/gif", "image/webp");

    /** Bytes, written as Latin-1, that stand at an offset in every file of the type. */
    private record Magic(String type, int offset, String bytes) {
        boolean matches(byte[] head) {
            byte[] wanted = bytes.getBytes(StandardCharsets.ISO_8859_1);
            if (head.length < offset + wanted.length) {
                return false;
            }
            for (int i = 0; i < wanted.length; i++) {
                if (head[offset + i] != wanted[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Magic> TABLE =
            List.of(
                    new Magic(PNG, 0, "\u0089PNG\r\n\u001a\n"),
                    new Magic(JPEG, 0, "\u00ff\u00d8\u00ff"),
                    new Magic("image/gif", 0, "GIF87a"),
                    new Magic("image/gif", 0, "GIF89a"),
                    new Magic("application/pdf", 0, "%PDF-"),
                    new Magic("application/zip", 0, "PK\u0003\u0004"),
                    new Magic("application/zip", 0, "PK\u0005\u0006"), // an empty one
                    new Magic("application/gzip", 0, "\u001f\u008b\b"),
                    new Magic("audio/mpeg", 0, "ID3"),
                    new Magic("audio/mpeg", 0, "\u00ff\u00fb"),
                    new Magic("audio/mpeg", 0, "\u00ff\u00fa"),
                    new Magic("audio/mpeg", 0, "\u00ff\u00f3"),
                    new Magic("audio/mpeg", 0, "\u00ff\u00f2"),
                    new Magic("audio/ogg", 0, "OggS"),
                    new Magic("audio/flac", 0, "fLaC"),
                    new Magic("video/webm", 0, "\u001aE\u00df\u00a3"),
                    new Magic("audio/mp4", 4, "ftypM4A "),
                    new Magic("image/heic", 4, "ftyphei"),
                    new Magic("image/avif", 4, "ftypavif"),
                    new Magic("video/quicktime", 4, "ftypqt  "),
                    new Magic("video/mp4", 4, "ftyp"));

    private static final Magic RIFF = new Magic("", 0, "RIFF");
    private static final List<Magic> IN_RIFF =
            List.of(new Magic("image/webp", 8, "WEBP"), new Magic("audio/wav", 8, "WAVE"));

    private FileType() {}

    /**
     * @param head the first kilobytes, or the whole file
     * @param whole whether it is the whole file
     */
    static String of(byte[] head, boolean whole) {
        return (RIFF.matches(head) ? IN_RIFF : TABLE)
                .stream()
                        .filter(magic -> magic.matches(head))
                        .map(Magic::type)
                        .findFirst()
                        .orElseGet(() -> isText(head, whole) ? TEXT : UNKNOWN);
    }

    static boolean isShown(String type) {
        return SHOWN.contains(type);
    }

    private static boolean isText(byte[] head, boolean whole) {
        for (byte b : head) {
            if (b >= 0 && b < ' ' && "\t\n\r\f\b\u001b".indexOf(b) < 0 || b == 0x7f) {
                return false;
            }
        }
        var decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(head.length);
        return !decoder.decode(ByteBuffer.wrap(head), out, whole).isError();
    }
}
