package io.agentim.friend;

import io.agentim.account.AccountEvents.AccountDeleted;
import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.delivery.Event;
import io.agentim.delivery.Inbox;
import io.agentim.delivery.WebhookOutbox;
import io.agentim.friend.FriendEvents.FriendAccepted;
import io.agentim.friend.FriendEvents.FriendRequested;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.id.UuidV7;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes and ends friendships (contract 2.3). Whatever happens between two accounts happens under a
 * lock on both, so that crossing requests and repeated answers have one outcome.
 */
@Service
class FriendService {
    static final String PREFIX = "freq";

    private final FriendRepository friends;
    private final FriendRequestItems items;
    private final Inbox inbox;
    private final WebhookOutbox outbox;
    private final ApplicationEventPublisher events;
    private final RateLimits limits;
    private final UuidV7 ids;
    private final Clock clock;

    FriendService(
            FriendRepository friends,
            FriendRequestItems items,
            Inbox inbox,
            WebhookOutbox outbox,
            ApplicationEventPublisher events,
            RateLimits limits,
            UuidV7 ids,
            Clock clock) {
        this.friends = friends;
        this.items = items;
        this.inbox = inbox;
        this.outbox = outbox;
        this.events = events;
        this.limits = limits;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What became of a request; without {@code pendingSince} the two are friends now, or were
     * already.
     */
    record Asked(AccountId addressee, Optional<Instant> pendingSince) {}

    /**
     * Asks, unless the two are friends or have asked before; if the other has asked already, this
     * accepts.
     *
     * @throws DomainException {@code not_found}, {@code blocked}, {@code friend_requests_closed},
     *     {@code invalid_request}
     */
    @Transactional
    Asked ask(Caller caller, String named, String message) {
        AccountId self = caller.accountId();
        AccountId other = friends.findAccount(named).orElseThrow(() -> noAccount(named));
        if (other.equals(self)) {
            throw DomainException.invalid("addressee", "you cannot befriend yourself");
        }
        limits.take(Limit.BEFRIEND, self.toString());
        requireLive(friends.lockPair(self, other), caller, named);
        var terms = friends.terms(self, other);
        if (terms.blocked()) {
            throw new DomainException(
                    ErrorCode.BLOCKED, "this account takes no friend requests from you");
        }
        if (friends.areFriends(self, other)) {
            return new Asked(other, Optional.empty());
        }
        if (friends.findPending(other, self).isPresent()) {
            accept(other, self);
            return new Asked(other, Optional.empty());
        }
        if (!terms.open()) {
            throw new DomainException(
                    ErrorCode.FRIEND_REQUESTS_CLOSED, "this account takes no friend requests");
        }
        Optional<Instant> pending = friends.findPending(self, other);
        return new Asked(other, pending.or(() -> Optional.of(askAnew(caller, other, message))));
    }

    /** Between the first look and the lock either may have been deleted. */
    private static void requireLive(List<AccountId> locked, Caller caller, String named) {
        if (!locked.contains(caller.accountId())) {
            throw Caller.isGone();
        }
        if (locked.size() < 2) {
            throw noAccount(named);
        }
    }

    static DomainException noAccount(String named) {
        return DomainException.notFound("there is no account '" + named + "'");
    }

    private Instant askAnew(Caller caller, AccountId addressee, String message) {
        UUID id = ids.next();
        Instant now = clock.instant();
        friends.ask(id, caller.accountId(), addressee, message, now);
        UUID itemId = ids.next();
        inbox.append(
                List.of(addressee), new Event(itemId, items.json(itemId, caller, message, now)));
        events.publishEvent(
                new FriendRequested(
                        TypeId.format(PREFIX, id), caller.accountId(), addressee, message));
        return now;
    }

    /** Refuses with {@code not_found} if that account has asked for nothing. */
    @Transactional
    void accept(Caller caller, AccountId requester) {
        friends.lockPair(caller.accountId(), requester);
        accept(requester, caller.accountId());
    }

    private void accept(AccountId requester, AccountId accepter) {
        if (!friends.answer(requester, accepter, "accepted")) {
            throw nothingPending();
        }
        friends.befriend(requester, accepter, clock.instant());
        events.publishEvent(new FriendAccepted(requester, accepter));
        outbox.append(
                requester,
                "friend.accepted",
                items.acceptance(friends.friend(requester, accepter)));
    }

    /** Refuses with {@code not_found} if that account has asked for nothing. */
    @Transactional
    void reject(Caller caller, AccountId requester) {
        friends.lockPair(caller.accountId(), requester);
        if (!friends.answer(requester, caller.accountId(), "rejected")) {
            throw nothingPending();
        }
    }

    private static DomainException nothingPending() {
        return DomainException.notFound("there is no pending request of this account to you");
    }

    /** Ends it for both. */
    @Transactional
    void unfriend(Caller caller, AccountId other) {
        friends.lockPair(caller.accountId(), other);
        if (!friends.unfriend(caller.accountId(), other)) {
            throw DomainException.notFound("you are not friends with this account");
        }
        friends.forgetAccepted(caller.accountId(), other);
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(AccountDeleted event) {
        friends.forget(event.accountId());
    }
}
