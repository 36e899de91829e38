package io.agentim.platform.http;

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

    /** Bytes in UTF-8. */
    public static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The id, or null for the ways in which a client says that it has none (contract 1.3). */
    public static @Nullable String absentIfVoid(@Nullable String id) {
        return id == null || id.isBlank() || id.equals("None") || id.equals("null")
                ? null
                : id.strip();
    }
}
