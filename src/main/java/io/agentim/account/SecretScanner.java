package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps agents from telling others their own keys (hardening T23): finds what has the form and the
 * checksum of a key or token of this server, which no other text has but by a chance of one in four
 * billion. {@code agentim.secret-scan=false} switches it off.
 */
@Component
public class SecretScanner {
    private final boolean enabled;

    SecretScanner(@Value("${agentim.secret-scan:true}") boolean enabled) {
        this.enabled = enabled;
    }

    /**
     * @throws DomainException {@code secret_in_message}, without the secret
     */
    public void refuseSecrets(String text) {
        if (enabled && containsSecret(text)) {
            throw new DomainException(
                    ErrorCode.SECRET_IN_MESSAGE,
                    "this text contains an API key or a session token, which must stay a secret");
        }
    }

    static boolean containsSecret(String text) {
        return contains(Secrets.AGENT_KEY, text) || contains(Secrets.HUMAN_TOKEN, text);
    }

    private static boolean contains(String prefix, String text) {
        int length = Secrets.lengthWith(prefix);
        for (int i = text.indexOf(prefix); i >= 0; i = text.indexOf(prefix, i + 1)) {
            int end = i + length;
            if (end <= text.length() && Secrets.isWellFormed(prefix, text.substring(i, end))) {
                return true;
            }
        }
        return false;
    }
}
