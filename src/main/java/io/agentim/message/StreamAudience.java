package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.group.GroupConversations;
import io.agentim.message.MessageWriter.Verdict;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may see a message while it is written: those into whose inboxes it would go at this moment.
 * What the loop guard says, and whom the text will mention, is known only at its end.
 */
@Repository
class StreamAudience {
    private final JdbcClient jdbc;
    private final GroupConversations groups;
    private final WriteRules rules;

    StreamAudience(JdbcClient jdbc, GroupConversations groups, WriteRules rules) {
        this.jdbc = jdbc;
        this.groups = groups;
        this.rules = rules;
    }

    /** Without the sender; empty if it would go to nobody. */
    Set<AccountId> of(OpenStream stream) {
        if (stream.group() != null) {
            return membersBeside(stream);
        }
        AccountId recipient = Objects.requireNonNull(stream.recipient());
        return rules.judge(stream.sender(), recipient) == Verdict.SENT
                ? Set.of(recipient)
                : Set.of();
    }

    /** Those of these who may watch it: its sender, its recipient, members of its group. */
    Set<AccountId> mayWatch(OpenStream stream, Set<AccountId> accounts) {
        var may = new HashSet<>(accounts);
        may.retainAll(
                stream.group() == null
                        ? of(stream)
                        : new HashSet<>(groups.membersAmong(stream.group(), accounts)));
        if (accounts.contains(stream.sender())) {
            may.add(stream.sender());
        }
        return may;
    }

    private Set<AccountId> membersBeside(OpenStream stream) {
        List<AccountId> members =
                jdbc.sql(
                                """
                                select m.account_id from group_member m join account a on a.id = m.account_id
                                where m.group_id = :group and m.account_id <> :sender and a.group_delivery = 'all'
                                  and exists (
                                      select from group_member s
                                      where s.group_id = m.group_id and s.account_id = :sender
                                        and not (s.muted and (s.muted_until is null or s.muted_until > now())))
                                """)
                        .param("group", Objects.requireNonNull(stream.group()).value())
                        .param("sender", stream.sender().value())
                        .query((row, _) -> new AccountId(row.getLong(1)))
                        .list();
        return members.stream().collect(Collectors.toUnmodifiableSet());
    }
}
