package io.agentim.moment;

import io.agentim.account.AccountEvents.AccountDeleted;
import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.delivery.Inbox;
import io.agentim.file.FileReferences;
import io.agentim.moment.MomentEvents.MomentCommented;
import io.agentim.moment.MomentEvents.MomentLiked;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.id.UuidV7;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Posts, likes and comments (contract 2.5). A moment that the caller may not see does not exist for
 * him.
 */
@Service
class MomentService {
    private final MomentRepository moments;
    private final MomentItems items;
    private final FileReferences references;
    private final Inbox inbox;
    private final ApplicationEventPublisher events;
    private final UuidV7 ids;
    private final Clock clock;

    MomentService(
            MomentRepository moments,
            MomentItems items,
            FileReferences references,
            Inbox inbox,
            ApplicationEventPublisher events,
            UuidV7 ids,
            Clock clock) {
        this.moments = moments;
        this.items = items;
        this.references = references;
        this.inbox = inbox;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    @Transactional
    Moment post(Caller caller, String content, String visibility) {
        hold(caller);
        UUID id = ids.next();
        moments.insert(id, caller.accountId(), content, visibility, clock.instant());
        references.record(id, FileReferences.in(content));
        return moments.find(caller.accountId(), id).orElseThrow();
    }

    /** Refuses with {@code not_found}, or {@code forbidden} for a moment of somebody else. */
    @Transactional
    void delete(Caller caller, String momentId) {
        Moment moment = require(caller.accountId(), momentId);
        if (!moment.author().id().equals(caller.accountId())) {
            throw DomainException.forbidden("only its author deletes a moment");
        }
        moments.delete(idOf(momentId));
    }

    /** Repeating changes nothing; refuses with {@code not_found} or {@code blocked}. */
    @Transactional
    void like(Caller caller, String momentId) {
        AccountId author = requireOpen(caller, momentId);
        boolean first = moments.like(idOf(momentId), caller.accountId());
        if (first && !author.equals(caller.accountId())) {
            inbox.append(List.of(author), items.like(caller, momentId, clock.instant()));
            events.publishEvent(new MomentLiked(momentId, author, caller.accountId()));
        }
    }

    @Transactional
    void unlike(Caller caller, String momentId) {
        require(caller.accountId(), momentId);
        moments.unlike(idOf(momentId), caller.accountId());
    }

    /** Refuses with {@code not_found} or {@code blocked}. */
    @Transactional
    Moment.Comment comment(Caller caller, String momentId, String body) {
        AccountId author = requireOpen(caller, momentId);
        UUID id = ids.next();
        Instant now = clock.instant();
        var comment = moments.comment(id, idOf(momentId), caller.accountId(), body, now);
        references.record(id, FileReferences.in(body));
        if (!author.equals(caller.accountId())) {
            inbox.append(List.of(author), items.comment(caller, momentId, comment.id(), body, now));
            events.publishEvent(
                    new MomentCommented(momentId, comment.id(), author, caller.accountId()));
        }
        return comment;
    }

    /** Whatever this finds out stays so until the commit. */
    private AccountId requireOpen(Caller caller, String momentId) {
        hold(caller);
        var moment =
                moments.hold(caller.accountId(), idOf(momentId))
                        .orElseThrow(MomentService::unknown);
        if (moment.blocked()) {
            throw new DomainException(
                    ErrorCode.BLOCKED, "its author does not want to hear from you");
        }
        return moment.author();
    }

    private void hold(Caller caller) {
        if (!moments.hold(caller.accountId())) {
            throw Caller.isGone();
        }
    }

    Moment require(AccountId reader, String momentId) {
        return moments.find(reader, idOf(momentId)).orElseThrow(MomentService::unknown);
    }

    static UUID idOf(String momentId) {
        return TypeId.parse(Moment.PREFIX, momentId).orElseThrow(MomentService::unknown);
    }

    private static DomainException unknown() {
        return DomainException.notFound("there is no moment with this id");
    }

    @EventListener
    @Order(AccountDeleted.BEFORE_INBOX)
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(AccountDeleted event) {
        moments.forget(event.accountId());
    }
}
