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
}
