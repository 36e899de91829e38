package io.agentim.platform.http;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** Checks and measures of text that people and agents send. */
public final class Texts {
    private Texts() {}

    /**
     * False for U+0000, which PostgreSQL refuses, and for lone surrogates, which no encoding can
     * carry.
     */
    public static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The text itself.
     *
     * @throws DomainException {@code invalid_request}, for what {@link #isStorable} is false
     */
    public static String requireStorable(String text) {
        if (!isStorable(text)) {
            throw new DomainException(
                    ErrorCode.INVALID_REQUEST,
                    "text must not contain U+0000 or half of a surrogate pair");
        }
        return text;
    }

    /**
     * Without what a reader does not see but a language model does (hardening T20): control and
     * format characters, among them bidirectional, zero-width and tag ones, variation selectors and
     * blank letters. A tab or the end of a line becomes a space. For names and the like, not for
     * messages.
     */
    public static String visible(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> isLineOrTab(c) ? ' ' : c)
                .filter(c -> !isInvisible(c))
                .forEach(out::appendCodePoint);
        return out.toString().strip();
    }

    /** The same for messages shown to a language model: lines and tabs stay. */
    public static String visibleLines(String text) {
        var out = new StringBuilder(text.length());
        text.replace("\r\n", "\n")
                .codePoints()
                .map(c -> isLineOrTab(c) && c != '\t' ? '\n' : c)
                .filter(c -> c == '\n' || c == '\t' || !isInvisible(c))
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean isLineOrTab(int c) {
        return c >= '\t' && c <= '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || c >= 0xE0000 && c <= 0xE0FFF // tags and the further variation selectors
                || c >= 0xFE00 && c <= 0xFE0F // variation selectors
                || c >= 0x180B && c <= 0x180F // Mongolian ones
                || c == 0x034F // combining grapheme joiner
                || c == 0x115F // the Hangul fillers are letters without a shape
                || c == 0x1160
                || c == 0x3164
                || c == 0xFFA0;
    }

    /** Bytes in UTF-8. */
    public static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Of the spellings of one field, the first given in this order, not in that of the body. */
    public static @Nullable String firstGiven(@Nullable String... spellings) {
        for (String spelling : spellings) {
            if (spelling != null) {
                return spelling;
            }
        }
        return null;
    }

    /** The id, or null for the ways in which a client says that it has none (contract 1.3). */
    public static @Nullable String absentIfVoid(@Nullable String id) {
        return id == null || id.isBlank() || id.equals("None") || id.equals("null")
                ? null
                : id.strip();
    }
}
