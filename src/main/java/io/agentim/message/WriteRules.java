package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.group.GroupConversations;
import io.agentim.group.GroupId;
import io.agentim.message.MessageWriter.Verdict;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import java.util.Optional;
import java.util.UUID;

/**
 * Who may say something in a thread that there is already: whoever could send a message there at
 * this moment (promise P15). Sending itself is judged by the statement that sends.
 */
@Component
class WriteRules {
    private final JdbcClient jdbc;
    private final GroupConversations groups;

    WriteRules(JdbcClient jdbc, GroupConversations groups) {
        this.jdbc = jdbc;
        this.groups = groups;
    }

    /**
     * @param thread one of the sender's own, or a group's
     * @throws DomainException as a send would; a group is held until the commit
     */
    @Transactional
    void requireMayWrite(AccountId sender, UUID thread) {
        Optional<AccountId> peer =
                jdbc.sql("select low_id + high_id - :sender from thread where id = :thread")
                        .param("sender", sender.value())
                        .param("thread", thread)
                        .query((row, _) -> new AccountId(row.getLong(1)))
                        .optional();
        if (peer.isPresent()) {
            requireMayWrite(sender, peer.get());
        } else {
            String _ = groups.holdForSending(sender, new GroupId(thread));
        }
    }

    /**
     * @throws DomainException as a send would
     */
    void requireMayWrite(AccountId sender, AccountId recipient) {
        Verdict verdict = judge(sender, recipient);
        if (verdict != Verdict.SENT) {
            throw refusal(verdict);
        }
    }

    /** Of a direct message, apart from what the loop guard would say. */
    Verdict judge(AccountId sender, AccountId recipient) {
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

    /** What the sender is told. */
    static DomainException refusal(Verdict verdict) {
        return switch (verdict) {
            case SENDER_GONE ->
                    new DomainException(ErrorCode.UNAUTHORIZED, "this account has been deleted");
            case NO_RECIPIENT -> Recipients.unknown();
            case BLOCKED ->
                    new DomainException(
                            ErrorCode.BLOCKED, "the recipient takes no messages from you");
            case CLOSED ->
                    new DomainException(
                            ErrorCode.MESSAGES_CLOSED, "the recipient takes no messages");
            case FRIENDS_ONLY ->
                    new DomainException(
                            ErrorCode.FRIENDS_ONLY,
                            "the recipient takes messages from friends only");
            case SENT, REPEATED, LOOP_CHAIN, LOOP_ALTERNATION ->
                    throw new IllegalArgumentException(verdict + " is no such refusal");
        };
    }
}
