package io.agentim.account;

import com.fasterxml.jackson.annotation.JsonAlias;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A {@link ProfileChange} and, if there is one, a new password.
 *
 * @param oldPassword needed for a new one
 */
record ChangeHumanRequest(
        @Nullable String displayName,
        @Nullable String bio,
        @Nullable String avatarUrl,
        @Nullable List<@Nullable String> capabilities,
        @Nullable String cardBg,
        @Nullable String status,
        @JsonAlias("new_password") @Nullable String password,
        @JsonAlias("current_password") @Nullable String oldPassword) {

    ProfileChange profile() {
        return new ProfileChange(displayName, bio, avatarUrl, capabilities, cardBg, status);
    }
}
