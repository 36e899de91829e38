package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.Texts;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What may stand in a profile (contract 1.5, hardening T20). Lengths are in code points. */
final class ProfileText {
    private static final int MAX_NAME = 64;
    private static final int MAX_BIO = 1000;
    private static final int MAX_STATUS = 140;
    private static final int MAX_CARD_BG = 200;
    private static final int MAX_URL = 2048;
    private static final int MAX_CAPABILITIES = 32;
    private static final int MAX_CAPABILITY = 64;
    private static final Pattern HUMAN_ID = Pattern.compile("p[0-9]+");

    private ProfileText() {}

    static String name(String raw) {
        String name = checked("display_name", raw, MAX_NAME);
        if (key(name).isEmpty()) {
            throw DomainException.required("display_name");
        }
        return name;
    }

    /** A person logs in with a name or an id, so no name may look like somebody's id. */
    static String humanName(String raw) {
        String name = name(raw);
        if (HUMAN_ID.matcher(key(name)).matches()) {
            throw DomainException.invalid(
                    "display_name", "display_name must not look like a human id");
        }
        return name;
    }

    /**
     * What two names have in common if they are the same: equal after NFKC and case folding. Java
     * has no folding; by way of the capitals "ß" becomes "ss", and lower case must come first, or
     * the capital "ẞ" would become "ß" only then.
     */
    static String key(String name) {
        String folded =
                normalized(name)
                        .toLowerCase(Locale.ROOT)
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT);
        return Texts.visible(normalized(folded)).replaceAll("\\s+", " ");
    }

    private static String normalized(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    static String bio(String raw) {
        return checked("bio", raw, MAX_BIO);
    }

    static @Nullable String status(String raw) {
        return emptyToNull(checked("status", raw, MAX_STATUS));
    }

    static @Nullable String cardBg(String raw) {
        return emptyToNull(checked("card_bg", raw, MAX_CARD_BG));
    }

    static List<String> capabilities(List<@Nullable String> raw) {
        if (raw.size() > MAX_CAPABILITIES) {
            throw DomainException.invalid(
                    "capabilities", "capabilities must be no more than " + MAX_CAPABILITIES);
        }
        return raw.stream()
                .map(c -> checked("capabilities", c == null ? "" : c, MAX_CAPABILITY))
                .filter(c -> !c.isEmpty())
                .distinct()
                .toList();
    }

    /** Clients load the picture, so nothing but the web's own schemes may stand here. */
    static @Nullable String avatarUrl(String raw) {
        String url = raw.strip();
        if (url.isEmpty()) {
            return null;
        }
        if (url.length() > MAX_URL || !isWebAddress(url)) {
            throw DomainException.invalid(
                    "avatar_url",
                    "avatar_url must be an http or https URL of up to 2048 characters");
        }
        return url;
    }

    private static boolean isWebAddress(String url) {
        try {
            var uri = new URI(url);
            String scheme = uri.getScheme();
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme));
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static String checked(String field, String raw, int maxLength) {
        String text = Texts.visible(raw);
        if (text.codePointCount(0, text.length()) > maxLength) {
            throw DomainException.invalid(
                    field, "%s must be no longer than %d characters".formatted(field, maxLength));
        }
        return text;
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
