package io.agentim.file;

import io.agentim.platform.http.Texts;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a file is called: never a path, nothing that a reader would not see. */
final class FileName {
    private static final String NAMELESS = "file";
    private static final int MAX_BYTES = 255; // of most file systems
    private static final int MAX_EXTENSION = 16;

    private FileName() {}

    /** From what the sender calls it: the last step of a path, without dots alone. */
    static String clean(@Nullable String said) {
        if (said == null) {
            return NAMELESS;
        }
        String last = said.substring(Math.max(said.lastIndexOf('/'), said.lastIndexOf('\\')) + 1);
        String name = Texts.visible(withoutSurrogates(last));
        return name.chars().allMatch(c -> c == '.') ? NAMELESS : shortened(name);
    }

    private static String withoutSurrogates(String text) {
        return text.codePoints()
                .filter(c -> Character.getType(c) != Character.SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The extension stays, since people and programs go by it. */
    private static String shortened(String name) {
        int dot = name.lastIndexOf('.');
        boolean extended = dot > 0 && name.length() - dot <= MAX_EXTENSION;
        String extension = extended ? name.substring(dot) : "";
        String stem = extended ? name.substring(0, dot) : name;
        while (Texts.utf8Length(stem) + Texts.utf8Length(extension) > MAX_BYTES) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + extension;
    }

    /** The header of a download (RFC 6266), for clients that know RFC 8187 and for those before. */
    static String disposition(String type, String name) {
        String ascii = name.replaceAll("[^ -~]|[\"\\\\%]", "_");
        String plain = type + "; filename=\"" + ascii + '"';
        return ascii.equals(name) ? plain : plain + "; filename*=UTF-8''" + encoded(name);
    }

    private static String encoded(String name) {
        var out = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c >= '0' && c <= '9'
                    || c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || "!#$&+-.^_`|~".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return out.toString();
    }
}
