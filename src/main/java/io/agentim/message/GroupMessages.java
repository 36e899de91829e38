package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.file.FileReferences;
import io.agentim.group.GroupConversations;
import io.agentim.group.GroupId;
import io.agentim.message.MessageEvents.MembersMentioned;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.UuidV7;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Messages to groups. Members cannot change between the check and the commit, since the group is
 * held (promises P2, P15).
 */
@Component
class GroupMessages {
    private final GroupConversations groups;
    private final GroupMessageWriter writer;
    private final Recipients recipients;
    private final Payloads payloads;
    private final FileReferences references;
    private final ApplicationEventPublisher events;
    private final JdbcTemplate jdbc;
    private final UuidV7 ids;
    private final Clock clock;

    GroupMessages(
            GroupConversations groups,
            GroupMessageWriter writer,
            Recipients recipients,
            Payloads payloads,
            FileReferences references,
            ApplicationEventPublisher events,
            JdbcTemplate jdbc,
            UuidV7 ids,
            Clock clock) {
        this.groups = groups;
        this.writer = writer;
        this.recipients = recipients;
        this.payloads = payloads;
        this.references = references;
        this.events = events;
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Which group a draft is for, if it is for one: by its recipient, or by the thread it replies
     * into.
     */
    Optional<GroupId> targetOf(Draft draft) {
        return GroupId.parse(draft.to()).or(() -> threadOf(draft));
    }

    private Optional<GroupId> threadOf(Draft draft) {
        return Optional.ofNullable(draft.threadId())
                .flatMap(GroupId::ofThread)
                .filter(groups::exists);
    }

    /**
     * Commits the message.
     *
     * @return empty when another request with the same idempotency key came first
     * @throws DomainException {@code not_found}, {@code forbidden}, {@code muted}, {@code
     *     loop_guard}; {@code invalid_request} if the reply names a recipient outside the group
     */
    @Transactional
    Optional<Written> send(
            Caller caller, GroupId group, Draft draft, @Nullable IdempotencyKey key) {
        if (key != null) {
            jdbc.execute(MessageWriter.KEY_PATIENCE);
        }
        return write(caller, group, draft, key, new Stamp(ids.next(), false));
    }

    /**
     * What a stream has come to, with the caller's transaction.
     *
     * @throws DomainException as {@link #send} does
     */
    @Transactional(propagation = Propagation.MANDATORY)
    Written conclude(Caller caller, GroupId group, Draft draft, Stamp stamp) {
        return write(caller, group, draft, null, stamp).orElseThrow();
    }

    /**
     * How a message to the group looks as long as nothing is said in it.
     *
     * @throws DomainException as {@link #send} does, but for the loop guard
     */
    @Transactional(propagation = Propagation.MANDATORY)
    String open(Caller caller, GroupId group, Draft draft, UUID id) {
        String groupName = groups.holdForSending(caller.accountId(), group);
        AccountId _ = requireInGroup(group, draft.to());
        return payloads.group(id, caller, group, groupName, List.of(), draft, clock.instant());
    }

    private Optional<Written> write(
            Caller caller, GroupId group, Draft draft, @Nullable IdempotencyKey key, Stamp stamp) {
        String groupName = groups.holdForSending(caller.accountId(), group);
        AccountId addressee = requireInGroup(group, draft.to());
        List<AccountId> mentioned = mentioned(group, draft);
        var id = stamp.id();
        var now = clock.instant();
        String payload = payloads.group(id, caller, group, groupName, mentioned, draft, now);
        Optional<Written> written =
                writer.write(
                        new GroupMessageWriter.Posting(
                                id,
                                group,
                                caller.accountId(),
                                addressee,
                                mentioned,
                                MessageId.parse(draft.replyTo()).orElse(null),
                                now,
                                draft.expiresAt(now),
                                stamp.on(payload),
                                key));
        if (written.isPresent()) {
            references.record(id, draft.files());
            announceMentions(caller.accountId(), group, groupName, MessageId.format(id), mentioned);
        }
        return written;
    }

    /**
     * The SDK replies to a group message with the sender as recipient and the group's thread: it
     * goes to the group. Returns that recipient, null if there is none but the group.
     */
    private @Nullable AccountId requireInGroup(GroupId group, String to) {
        if (to.equals(group.toString())) {
            return null;
        }
        AccountId recipient = recipients.require(to);
        if (groups.membersAmong(group, List.of(recipient)).isEmpty()) {
            throw DomainException.invalid(
                    "to",
                    "thread_id is a group's: 'to' must be the group or one of its members, or leave"
                            + " thread_id out");
        }
        return recipient;
    }

    private List<AccountId> mentioned(GroupId group, Draft draft) {
        Set<AccountId> named = Mentions.in(draft.body());
        return named.isEmpty() ? List.of() : groups.membersAmong(group, named);
    }

    private void announceMentions(
            AccountId by,
            GroupId group,
            String groupName,
            String messageId,
            List<AccountId> mentioned) {
        var others = new LinkedHashSet<>(mentioned);
        others.remove(by);
        if (!others.isEmpty()) {
            events.publishEvent(new MembersMentioned(group, groupName, messageId, by, others));
        }
    }
}
