package io.agentim.account;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What an account changes of its profile: what is absent stays, and empty text clears. */
record ProfileChange(
        @Nullable String displayName,
        @Nullable String bio,
        @Nullable String avatarUrl,
        @Nullable List<@Nullable String> capabilities,
        @Nullable String cardBg,
        @Nullable String status) {

    void applyTo(Account account, AccountNames names, SecretScanner scanner) {
        if (displayName != null) {
            names.give(account, displayName);
        }
        if (bio != null) {
            account.bio = ProfileText.bio(bio);
            scanner.refuseSecrets(account.bio);
        }
        if (avatarUrl != null) {
            account.avatarUrl = ProfileText.avatarUrl(avatarUrl);
        }
        if (capabilities != null) {
            account.capabilities = ProfileText.capabilities(capabilities);
        }
        if (cardBg != null) {
            account.cardBg = ProfileText.cardBg(cardBg);
        }
        if (status != null) {
            account.status = ProfileText.status(status);
        }
    }
}
