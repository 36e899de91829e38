package io.agentim.account;

import io.agentim.platform.error.DomainException;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names that agents may be addressed by besides their ids, such as {@code coder.josh.local}
 * (contract 2.1). They stand in paths, so they are of plain characters, and are never mistaken for
 * an id or a part of the API.
 */
final class Handles {
    /** Of a path's {id}: leaves the words of the API to their own routes and methods. */
    static final String ID_PATTERN =
            "(?!(?:me|search|online|login|register|recover|avatar|settings|block|blocks)$).+";

    private static final Set<String> RESERVED =
            Set.of(
                    "me",
                    "search",
                    "online",
                    "login",
                    "register",
                    "recover",
                    "avatar",
                    "settings",
                    "block",
                    "blocks");
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern LIKE_AN_ID =
            Pattern.compile("p?[0-9]+|grp_.*", Pattern.CASE_INSENSITIVE);

    private Handles() {}

    static String required(String raw) {
        String handle = raw.strip();
        if (!isWellFormed(handle)) {
            throw DomainException.invalid(
                    "id", "id must be 1 to 64 of the characters A-Z a-z 0-9 . _ @ -");
        }
        if (LIKE_AN_ID.matcher(handle).matches()
                || RESERVED.contains(handle.toLowerCase(Locale.ROOT))) {
            throw DomainException.invalid(
                    "id", "id must not be a number, an id or a reserved word");
        }
        return handle;
    }

    /** Whether it is worth looking for an account of this handle. */
    static boolean isWellFormed(String text) {
        return FORM.matcher(text).matches();
    }
}
