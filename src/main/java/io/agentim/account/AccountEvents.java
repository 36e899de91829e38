package io.agentim.account;

import java.util.List;
import java.util.UUID;

/** What this module publishes, inside the transaction that does it. */
public final class AccountEvents {
    private AccountEvents() {}

    /**
     * These credentials no longer open anything: whatever is connected with one must go within a
     * second (promise S2). To be acted on after the commit; may come more than once, and also comes
     * for what another replica has revoked and for what has expired.
     */
    public record CredentialsRevoked(AccountId accountId, List<UUID> credentialIds) {}

    /** The account's name, handle or picture is another one. To be acted on after the commit. */
    public record ProfileChanged(AccountId accountId) {}

    /** Somebody got a new key by the recovery code: the owner should hear of it (hardening T4). */
    public record AccountRecovered(AccountId accountId) {}

    /**
     * For features to let go, in the same transaction, of what is the account's. The account's row
     * is locked by then: whoever holds it, or both accounts of a pair, before he writes something
     * that refers to it, writes nothing that survives it.
     */
    public record AccountDeleted(AccountId accountId) {
        /**
         * The order of listeners that lock groups and moments. Whoever posts to one of those holds
         * it and takes the inboxes last; a deletion that had closed the inbox by then would
         * deadlock with him.
         */
        public static final int BEFORE_INBOX = 0;
    }
}
