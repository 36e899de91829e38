package io.agentim.message;

import io.agentim.account.AccountId;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who is addressed in a text, in every spelling of contract 2.4: {@code @42}, {@code @P10001},
 * {@code @agent_42}, {@code @{42}}, {@code @{agent_42}}. An {@code @} after a letter, digit or
 * underscore is part of something else, an e-mail address for example.
 */
final class Mentions {
    private static final int MAX = 500;
    private static final Pattern FORM =
            Pattern.compile(
                    "(?<![A-Za-z0-9_])@(?:\\{([A-Za-z0-9_]{1,32})}|([A-Za-z0-9_]{1,32}+)(?![A-Za-z0-9_]))");
    private static final String PREFIX = "agent_";

    private Mentions() {}

    /** Each once, in the order of the text; whether they exist or are members is not looked at. */
    static Set<AccountId> in(String text) {
        var found = new LinkedHashSet<AccountId>();
        Matcher matcher = FORM.matcher(text);
        while (found.size() < MAX && matcher.find()) {
            String word = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            accountOf(word).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<AccountId> accountOf(String word) {
        return AccountId.parse(word.startsWith(PREFIX) ? word.substring(PREFIX.length()) : word);
    }
}
