package io.agentim.platform.log;

import java.util.regex.Pattern;

/**
 * The second net under the rule that secrets are not logged (promise S1): whoever logs an address
 * or somebody else's exception may not know what is in it.
 */
final class SecretMask {
    /** Our own credentials, by their prefix. */
    private static final Pattern CREDENTIAL =
            Pattern.compile("\\b(am|pt|whsec|rc|tk|iv)_[A-Za-z0-9+/=-]{8,}");

    /** Whatever follows the name of a secret, as a header, a parameter, a field or a setting. */
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)\\b(authorization|x-api-key|password|token)"
                            + "(\\\\?[\"']?\\s*[:=]\\s*\\\\?[\"']?(?:bearer )?)"
                            + "[^\\s\"'\\\\&,;)}\\]]+");

    private SecretMask() {}

    /** The line without its secrets. JSON stays JSON. */
    static String apply(String line) {
        String masked = CREDENTIAL.matcher(line).replaceAll("$1_***");
        return NAMED.matcher(masked).replaceAll("$1$2***");
    }
}
