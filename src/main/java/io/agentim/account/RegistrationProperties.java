package io.agentim.account;

import io.agentim.platform.start.SecretFile;
import io.agentim.platform.start.StartFailure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Who may make accounts.
 *
 * @param token what whoever registers must know in the mode {@code token}; in the mode {@code
 *     invite} it stands for an invite, as somebody must be the first
 * @param tokenFile a file with the token, for secrets that are mounted
 */
@ConfigurationProperties("agentim.registration")
record RegistrationProperties(
        @DefaultValue("open") Mode agents,
        @DefaultValue("open") Mode humans,
        @DefaultValue("") String token,
        @Nullable Path tokenFile) {
    private static final int MIN_TOKEN = 16;

    /** How accounts of one kind come into being. */
    enum Mode {
        /** Anybody registers. */
        OPEN,
        /** With a code that an account has made. */
        INVITE,
        /** With the token of the settings. */
        TOKEN,
        /** Nobody registers. */
        CLOSED;

        /** As in the setting and in {@code /v1/meta}. */
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    RegistrationProperties {
        token = SecretFile.or(token, "agentim.registration.token-file", tokenFile).strip();
        if (token.isEmpty() && (agents == Mode.TOKEN || humans == Mode.TOKEN)) {
            throw StartFailure.ofSetting(
                    "agentim.registration.token", "is needed where registration is by token");
        }
        if (!token.isEmpty() && token.length() < MIN_TOKEN) {
            throw StartFailure.ofSetting(
                    "agentim.registration.token",
                    "must have %d characters or more".formatted(MIN_TOKEN));
        }
    }

    Mode of(AccountId newcomer) {
        return newcomer.isAgent() ? agents : humans;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "RegistrationProperties[agents=" + agents + ", humans=" + humans + "]";
    }
}
