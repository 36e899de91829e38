package io.agentim.account;

import java.util.List;
import java.util.UUID;

/** What this module publishes, heard by others after the commit. */
public final class AccountEvents {
    private AccountEvents() {}

    /**
     * These credentials no longer open anything: whatever is connected with one must go within a
     * second (promise S2).
     */
    public record CredentialsRevoked(AccountId accountId, List<UUID> credentialIds) {}

    /**
     * Published inside the transaction that deletes the account, for features to let go of what is
     * his.
     */
    public record AccountDeleted(AccountId accountId) {}
}
