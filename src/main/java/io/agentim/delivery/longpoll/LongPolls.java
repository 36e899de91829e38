package io.agentim.delivery.longpoll;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.delivery.CatchUps;
import io.agentim.delivery.Channel;
import io.agentim.delivery.ConnectionLimits;
import io.agentim.delivery.DeliveryExecutors;
import io.agentim.delivery.Drainable;
import io.agentim.delivery.HandedOut;
import io.agentim.delivery.Inbox;
import io.agentim.delivery.Item;
import io.agentim.delivery.PerAccount;
import io.agentim.delivery.Presence;
import io.agentim.delivery.Pulls;
import io.agentim.delivery.RecentRevocations;
import io.agentim.delivery.WakeUps;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.web.context.request.async.DeferredResult;

import java.time.Duration;
import java.util.List;

/**
 * Holds waiting polls without a thread or a database connection, and answers each within its
 * time-out plus one second (promises P12, P13). Thread-safe.
 */
@Component
class LongPolls implements Drainable {
    private static final Duration SLOWED = Duration.ofSeconds(1);

    /** Beyond this a backlog is long, and to count it would cost more than to know it is worth. */
    private static final int COUNTED = 10_000;

    private final Inbox inbox;
    private final WakeUps wakeUps;
    private final CatchUps catchUps;
    private final Presence presence;
    private final Pulls pulls;
    private final RecentlyReturned recent;
    private final HandedOut handedOut;
    private final RecentRevocations revocations;
    private final ConnectionLimits limits;
    private final DeliveryExecutors executors;
    private final LongPollProperties settings;
    private final PerAccount<Poll> waiting = new PerAccount<>();
    private volatile boolean draining;

    LongPolls(
            Inbox inbox,
            WakeUps wakeUps,
            CatchUps catchUps,
            Presence presence,
            Pulls pulls,
            RecentlyReturned recent,
            HandedOut handedOut,
            RecentRevocations revocations,
            ConnectionLimits limits,
            DeliveryExecutors executors,
            LongPollProperties settings,
            MeterRegistry meters) {
        this.inbox = inbox;
        this.wakeUps = wakeUps;
        this.catchUps = catchUps;
        this.presence = presence;
        this.pulls = pulls;
        this.recent = recent;
        this.handedOut = handedOut;
        this.revocations = revocations;
        this.limits = limits;
        this.executors = executors;
        this.settings = settings;
        Gauge.builder("agentim.polls.waiting", waiting, PerAccount::count)
                .description("Long polls that wait for their first item")
                .register(meters);
    }

    /**
     * The caller's oldest un-acked items, waiting for the first one.
     *
     * @param address where the caller is, for the limit on what one address may leave open
     * @param timeout clamped to what the settings allow; null is their default
     */
    DeferredResult<List<Item>> poll(
            Caller caller, String address, @Nullable Duration timeout, int limit) {
        return begin(caller, address, timeout, Wanted.oldest(limit)).result();
    }

    /** The same for whatever items the caller wants, who waits by himself. */
    Poll begin(Caller caller, String address, @Nullable Duration timeout, Wanted wanted) {
        AccountId account = caller.accountId();
        presence.polled(account);
        Duration patience = clamp(timeout);
        var poll = new Poll(caller, wanted, patience, this::lookLater);
        if (draining) {
            poll.answer(List.of());
            return poll;
        }
        // Subscribe before reading: an item committed between the read and the wait must still wake
        // us.
        WakeUps.Subscription subscription = wakeUps.subscribe(account, poll);
        try {
            poll.beginLook();
            List<Item> items = read(poll);
            pulls.note(account); // after the read: with the database away, one wait is enough
            boolean slowed = recent.containsAll(account, items);
            if (patience.isZero() || (!items.isEmpty() && !slowed)) {
                answer(poll, items);
                subscription.close();
            } else {
                poll.slowDown(items);
                park(poll, subscription, limits.admit(address), slowed ? slow(patience) : patience);
            }
        } catch (RuntimeException e) {
            subscription.close();
            throw e;
        }
        return poll;
    }

    private List<Item> read(Poll poll) {
        AccountId account = poll.caller().accountId();
        Wanted wanted = poll.wanted();
        if (wanted.isInOrder()) {
            return inbox.unacked(account, 0, wanted.limit());
        }
        return wanted.newestFirst()
                ? inbox.newestUnacked(account, wanted.maxAge(), wanted.limit())
                : inbox.oldestUnacked(account, wanted.maxAge(), wanted.limit());
    }

    private Duration clamp(@Nullable Duration timeout) {
        Duration wanted = timeout == null ? settings.timeout() : timeout;
        if (wanted.isNegative()) {
            return Duration.ZERO;
        }
        return wanted.compareTo(settings.maxTimeout()) > 0 ? settings.maxTimeout() : wanted;
    }

    private static Duration slow(Duration patience) {
        return patience.compareTo(SLOWED) < 0 ? patience : SLOWED;
    }

    private void park(
            Poll poll, WakeUps.Subscription subscription, Runnable leave, Duration patience) {
        Caller caller = poll.caller();
        Runnable cancelTimer = executors.runAfter(patience, () -> giveUp(poll));
        enlist(caller.accountId(), poll);
        poll.onEnd(() -> {
            cancelTimer.run();
            subscription.close();
            leave.run();
            waiting.remove(caller.accountId(), poll);
        });
        if (draining) {
            poll.answer(List.of());
        }
        if (revocations.contains(caller.credentialId())) {
            poll.fail(Caller.isGone());
        }
        if (!poll.endLook()) {
            lookLater(poll);
        }
    }

    /** Ends the oldest ones if there are too many now. */
    private void enlist(AccountId account, Poll poll) {
        List<Poll> all = waiting.add(account, poll);
        int tooMany = Math.max(0, all.size() - settings.maxWaiting());
        all.subList(0, tooMany).forEach(oldest -> oldest.answer(List.of()));
    }

    private void lookLater(Poll poll) {
        executors.run(() -> look(poll));
    }

    private void look(Poll poll) {
        try {
            do {
                poll.beginLook();
                if (poll.isAnswered()) {
                    return;
                }
                List<Item> items = read(poll);
                if (poll.isNews(items)) {
                    answer(poll, items);
                    return;
                }
            } while (!poll.endLook());
        } catch (RuntimeException e) {
            poll.fail(e);
        }
    }

    /**
     * The time is up. Nothing has come, or the poll would have been answered, so there is nothing
     * to look for; but a slowed one gets now what it was refused before.
     */
    private void giveUp(Poll poll) {
        try {
            answer(poll, poll.isSlowed() ? read(poll) : List.of());
        } catch (RuntimeException e) {
            poll.fail(e);
        }
    }

    private void answer(Poll poll, List<Item> items) {
        AccountId account = poll.caller().accountId();
        poll.setBacklog(backlog(poll, items));
        Runnable answered = items.isEmpty() ? () -> {} : catchUps.begin(account);
        if (poll.answer(items)) {
            recent.add(account, items);
            if (poll.wanted().isInOrder() && !items.isEmpty()) {
                handedOut.note(account, Channel.POLL, items.getLast().seq());
            }
            poll.onCompletion(answered);
        } else {
            answered.run(); // somebody else was first, and these items were not returned
        }
    }

    /** Counted only when the items do not show it: when there may be more than they are. */
    private long backlog(Poll poll, List<Item> items) {
        Wanted wanted = poll.wanted();
        return wanted.isInOrder() && items.size() < wanted.limit()
                ? items.size()
                : inbox.countUnacked(poll.caller().accountId(), COUNTED);
    }

    /** Also on behalf of one session: its polls must not outlive it. */
    @TransactionalEventListener(fallbackExecution = true)
    void onRevoked(CredentialsRevoked event) {
        for (Poll poll : waiting.of(event.accountId())) {
            if (event.credentialIds().contains(poll.caller().credentialId())) {
                poll.fail(Caller.isGone());
            }
        }
    }

    @Override
    public int drainOrder() {
        return POLLS;
    }

    /**
     * Answers every waiting poll with nothing, and from now on every new one at once (promise P28).
     */
    @Override
    public void drain() {
        draining = true;
        waiting.forEach(poll -> poll.answer(List.of()));
    }

    int waiting() {
        return waiting.count();
    }
}
