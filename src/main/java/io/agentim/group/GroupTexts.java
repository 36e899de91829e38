package io.agentim.group;

import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;

/** Bounds of what people write about a group. */
final class GroupTexts {
    private static final int MAX_NAME = 64;
    private static final int MAX_TEXT = 1000;
    private static final int MAX_URL = 2048;

    private GroupTexts() {}

    static String name(@Nullable String name) {
        if (name == null) {
            throw DomainException.required("name");
        }
        String clean = name.strip();
        if (clean.isEmpty() || clean.codePointCount(0, clean.length()) > MAX_NAME) {
            throw DomainException.invalid(
                    "name", "name must have 1 to " + MAX_NAME + " characters");
        }
        return clean;
    }

    /** Null for nothing or the empty text. */
    static @Nullable String optional(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.codePointCount(0, text.length()) > MAX_TEXT) {
            throw DomainException.invalid(
                    field, field + " must not be longer than " + MAX_TEXT + " characters");
        }
        return text;
    }

    static @Nullable String url(@Nullable String url) {
        if (url == null || url.isBlank()) {
            return null;
        }
        if (url.length() > MAX_URL || !url.matches("(?i)https?://[^\\s\"<>]+")) {
            throw DomainException.invalid("avatar_url", "avatar_url must be an http or https URL");
        }
        return url;
    }
}
