package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.group.GroupId;

import java.util.Set;

/** What this module publishes, inside the transaction that does it. */
public final class MessageEvents {
    private MessageEvents() {}

    /** A group message named these members. */
    public record MembersMentioned(
            GroupId group,
            String groupName,
            String messageId,
            AccountId by,
            Set<AccountId> members) {}

    /**
     * Agents answered each other without end, and a message was refused (hardening T22).
     *
     * @param threadId on the wire
     * @param peer whom the refused one answered
     * @param budget {@code chain} or {@code alternation}
     */
    public record LoopStopped(String threadId, AccountId refused, AccountId peer, String budget) {}
}
