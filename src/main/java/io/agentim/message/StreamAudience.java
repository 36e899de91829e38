package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.group.GroupConversations;
import io.agentim.message.MessageWriter.Verdict;
import io.agentim.platform.error.DomainException;

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

    StreamAudience(JdbcClient jdbc, GroupConversations groups) {
        this.jdbc = jdbc;
        this.groups = groups;
    }

    /**
     * Judges as a send does.
     *
     * @throws DomainException the refusal, if the one may not write to the other
     */
    void requireWritable(AccountId sender, AccountId recipient) {
        Verdict verdict = judge(sender, recipient);
        if (verdict != Verdict.SENT) {
            throw WriteRules.refusal(verdict);
        }
    }

    /** Without the sender; empty if it would go to nobody. */
    Set<AccountId> of(OpenStream stream) {
        if (stream.group() != null) {
            return membersBeside(stream);
        }
        AccountId recipient = Objects.requireNonNull(stream.recipient());
        return judge(stream.sender(), recipient) == Verdict.SENT ? Set.of(recipient) : Set.of();
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

    private Verdict judge(AccountId sender, AccountId recipient) {
        return jdbc.sql(
                        """
                        select case when sender.id is null then 'SENDER_GONE'
                                    when recipient.id is null then 'NO_RECIPIENT'
                                    when blocked.blocker_id is not null then 'BLOCKED'
                                    when recipient.who_can_message = 'nobody' then 'CLOSED'
                                    when recipient.who_can_message = 'friends_only' and f.low_id is null
                                        then 'FRIENDS_ONLY'
                                    else 'SENT' end
                        from (values (cast(:sender as bigint), cast(:recipient as bigint))) pair (sender_id, recipient_id)
                        left join account sender on sender.id = pair.sender_id and sender.deleted_at is null
                        left join account recipient on recipient.id = pair.recipient_id and recipient.deleted_at is null
                        left join block blocked
                            on blocked.blocker_id = pair.recipient_id and blocked.blocked_id = pair.sender_id
                        left join friendship f
                            on f.low_id = least(pair.sender_id, pair.recipient_id)
                            and f.high_id = greatest(pair.sender_id, pair.recipient_id)
                        """)
                .param("sender", sender.value())
                .param("recipient", recipient.value())
                .query((row, _) -> Verdict.valueOf(row.getString(1)))
                .single();
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
