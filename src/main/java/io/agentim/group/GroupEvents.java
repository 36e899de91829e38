package io.agentim.group;

import io.agentim.account.AccountId;

import java.util.Set;

/** What happens to members, published inside the transaction that does it. */
public final class GroupEvents {
    private GroupEvents() {}

    /** They were named when the group was made, or invited later. */
    public record MembersInvited(
            GroupId group, String groupName, AccountId by, Set<AccountId> members) {}

    /** Somebody was put out of the group. */
    public record MemberRemoved(GroupId group, String groupName, AccountId by, AccountId member) {}
}
