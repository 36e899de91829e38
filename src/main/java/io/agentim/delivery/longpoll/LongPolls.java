package io.agentim.delivery.longpoll;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.delivery.CatchUps;
import io.agentim.delivery.DeliveryExecutors;
import io.agentim.delivery.Inbox;
import io.agentim.delivery.Item;
import io.agentim.delivery.Presence;
import io.agentim.delivery.Pulls;
import io.agentim.delivery.WakeUps;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.web.context.request.async.DeferredResult;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Holds waiting polls without a thread or a database connection, and answers each within its
 * time-out plus one second (promises P12, P13). Thread-safe.
 */
@Component
public class LongPolls {
    private static final Duration SLOWED = Duration.ofSeconds(1);

    private final Inbox inbox;
    private final WakeUps wakeUps;
    private final CatchUps catchUps;
    private final Presence presence;
    private final Pulls pulls;
    private final RecentlyReturned recent;
    private final DeliveryExecutors executors;
    private final LongPollProperties settings;
    private final ConcurrentHashMap<AccountId, List<Poll>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private volatile boolean draining;

    LongPolls(
            Inbox inbox,
            WakeUps wakeUps,
            CatchUps catchUps,
            Presence presence,
            Pulls pulls,
            RecentlyReturned recent,
            DeliveryExecutors executors,
            LongPollProperties settings) {
        this.inbox = inbox;
        this.wakeUps = wakeUps;
        this.catchUps = catchUps;
        this.presence = presence;
        this.pulls = pulls;
        this.recent = recent;
        this.executors = executors;
        this.settings = settings;
    }

    /**
     * The caller's oldest un-acked items, waiting for the first one.
     *
     * @param timeout clamped to what the settings allow; null is their default
     */
    DeferredResult<List<Item>> poll(Caller caller, @Nullable Duration timeout, int limit) {
        AccountId account = caller.accountId();
        presence.polled(account);
        pulls.note(account);
        Duration patience = clamp(timeout);
        var poll = new Poll(caller, limit, patience, this::lookLater);
        if (draining) {
            poll.answer(List.of());
            return poll.result();
        }
        // Subscribe before reading: an item committed between the read and the wait must still wake
        // us.
        WakeUps.Subscription subscription = wakeUps.subscribe(account, poll);
        try {
            poll.beginLook();
            List<Item> items = inbox.unacked(account, 0, limit);
            if (patience.isZero()) {
                answer(poll, items);
                subscription.close();
            } else if (recent.containsAll(account, items)) {
                park(poll, subscription, patience.compareTo(SLOWED) < 0 ? patience : SLOWED);
            } else if (items.isEmpty()) {
                park(poll, subscription, patience);
            } else {
                answer(poll, items);
                subscription.close();
            }
        } catch (RuntimeException e) {
            subscription.close();
            throw e;
        }
        return poll.result();
    }

    private Duration clamp(@Nullable Duration timeout) {
        Duration wanted = timeout == null ? settings.timeout() : timeout;
        if (wanted.isNegative()) {
            return Duration.ZERO;
        }
        return wanted.compareTo(settings.maxTimeout()) > 0 ? settings.maxTimeout() : wanted;
    }

    private void park(Poll poll, WakeUps.Subscription subscription, Duration patience) {
        AccountId account = poll.caller().accountId();
        Runnable cancelTimer = executors.runAfter(patience, () -> giveUp(poll));
        waitingCount.incrementAndGet();
        Poll oldest = enlist(account, poll);
        poll.onCompletion(() -> {
            cancelTimer.run();
            subscription.close();
            strike(account, poll);
            waitingCount.decrementAndGet();
        });
        if (oldest != null) {
            oldest.answer(List.of());
        }
        if (draining) {
            poll.answer(List.of());
        }
        if (!poll.endLook()) {
            lookLater(poll);
        }
    }

    /** Returns the poll that has to go because there are too many. */
    private @Nullable Poll enlist(AccountId account, Poll poll) {
        List<Poll> all = waiting.merge(account, List.of(poll), LongPolls::joined);
        return all.size() > settings.maxWaiting() ? all.getFirst() : null;
    }

    private static List<Poll> joined(List<Poll> some, List<Poll> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private void strike(AccountId account, Poll poll) {
        waiting.computeIfPresent(
                account,
                (_, all) -> {
                    List<Poll> rest = all.stream().filter(p -> !p.equals(poll)).toList();
                    return rest.isEmpty() ? null : rest;
                });
    }

    private void lookLater(Poll poll) {
        executors.run(() -> look(poll));
    }

    private void look(Poll poll) {
        AccountId account = poll.caller().accountId();
        try {
            do {
                poll.beginLook();
                if (poll.isAnswered()) {
                    return;
                }
                List<Item> items = inbox.unacked(account, 0, poll.limit());
                if (!items.isEmpty() && !recent.containsAll(account, items)) {
                    answer(poll, items);
                    return;
                }
            } while (!poll.endLook());
        } catch (RuntimeException e) {
            poll.fail(e);
        }
    }

    /**
     * The time is up: with what is there, which is nothing, unless the poll was one to be slowed
     * down.
     */
    private void giveUp(Poll poll) {
        try {
            answer(poll, inbox.unacked(poll.caller().accountId(), 0, poll.limit()));
        } catch (RuntimeException e) {
            poll.fail(e);
        }
    }

    private void answer(Poll poll, List<Item> items) {
        AccountId account = poll.caller().accountId();
        Runnable answered = items.isEmpty() ? () -> {} : catchUps.begin(account);
        recent.add(account, items);
        poll.onCompletion(answered);
        if (!poll.answer(items)) {
            answered.run();
        }
    }

    /** Also on behalf of one session: its polls must not outlive it. */
    @TransactionalEventListener(fallbackExecution = true)
    void onRevoked(CredentialsRevoked event) {
        for (Poll poll : waiting.getOrDefault(event.accountId(), List.of())) {
            if (event.credentialIds().contains(poll.caller().credentialId())) {
                poll.fail(
                        new DomainException(
                                ErrorCode.UNAUTHORIZED, "the credential is no longer valid"));
            }
        }
    }

    /**
     * Answers every waiting poll with nothing, and from now on every new one at once (promise P28).
     */
    public void drain() {
        draining = true;
        waiting.values().stream().flatMap(List::stream).forEach(poll -> poll.answer(List.of()));
    }

    int waiting() {
        return waitingCount.get();
    }
}
