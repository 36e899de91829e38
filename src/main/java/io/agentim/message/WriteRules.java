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
        Verdict verdict =
                jdbc.sql(
                                """
                                select case when peer.id is null then 'NO_RECIPIENT'
                                            when blocked.blocker_id is not null then 'BLOCKED'
                                            when peer.who_can_message = 'nobody' then 'CLOSED'
                                            when peer.who_can_message = 'friends_only' and f.low_id is null
                                                then 'FRIENDS_ONLY'
                                            else 'SENT' end
                                from thread t
                                left join account peer
                                    on peer.id = t.low_id + t.high_id - :sender and peer.deleted_at is null
                                left join block blocked
                                    on blocked.blocker_id = peer.id and blocked.blocked_id = :sender
                                left join friendship f on f.low_id = t.low_id and f.high_id = t.high_id
                                where t.id = :thread
                                """)
                        .param("sender", sender.value())
                        .param("thread", thread)
                        .query((row, _) -> Verdict.valueOf(row.getString(1)))
                        .optional()
                        .orElseGet(() -> {
                            String _ = groups.holdForSending(sender, new GroupId(thread));
                            return Verdict.SENT;
                        });
        if (verdict != Verdict.SENT) {
            throw refusal(verdict);
        }
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
