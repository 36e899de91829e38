package io.agentim.message;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.delivery.ConnectionLimits;
import io.agentim.delivery.DeliveryExecutors;
import io.agentim.delivery.Drainable;
import io.agentim.delivery.Inbox;
import io.agentim.delivery.Item;
import io.agentim.delivery.PerAccount;
import io.agentim.delivery.RecentRevocations;
import io.agentim.delivery.WakeUps;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.error.Faults;
import io.agentim.platform.http.Disconnects;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Holds those who wait for replies, without a thread or a database connection for any of them. They
 * are woken as long polls are: whenever something was committed into an asker's inbox, one look at
 * the table serves all askers who were woken meanwhile. A wait is registered before its message is
 * sent, so no reply can come before it. A look at all of them every second finds what was committed
 * through another replica (promise P29). Thread-safe.
 */
@Component
class ReplyWaits implements Drainable {
    private static final Logger log = LoggerFactory.getLogger(ReplyWaits.class);
    private static final int MOST_A_LOOK = 500;
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final Replies replies;
    private final Inbox inbox;
    private final RecentRevocations revocations;
    private final ConnectionLimits limits;
    private final DeliveryExecutors executors;
    private final ReplyWaitProperties settings;
    private final PerAccount<ReplyWait> waiting = new PerAccount<>();
    private final Set<AccountId> woken = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean draining;

    ReplyWaits(
            Replies replies,
            Inbox inbox,
            WakeUps wakeUps,
            RecentRevocations revocations,
            ConnectionLimits limits,
            DeliveryExecutors executors,
            ReplyWaitProperties settings,
            Disconnects disconnects,
            MeterRegistry meters) {
        this.replies = replies;
        this.inbox = inbox;
        this.revocations = revocations;
        this.limits = limits;
        this.executors = executors;
        this.settings = settings;
        Gauge.builder("agentim.replies.waiting", waiting, PerAccount::count)
                .description("Callers that wait for the reply to a message")
                .register(meters);
        wakeUps.subscribeToAll(this::onItems);
        executors.runEvery(settings.poll(), () -> onItems(waiting.accounts()));
        executors.runEvery(SWEEP, disconnects::sweep);
    }

    /**
     * Registers a wait, before its message is sent. It must be started, or ended.
     *
     * @param address where the caller is, for the limit on what one address may leave open
     * @param acks whether the reply is acknowledged on the caller's behalf
     * @throws DomainException {@code too_many_waits}, {@code unavailable}
     */
    ReplyWait open(Caller caller, String address, boolean acks) {
        Runnable leave = limits.admit(address);
        var wait = new ReplyWait(caller, acks);
        if (!waiting.addUnlessFull(caller.accountId(), wait, settings.maxPerAccount())) {
            leave.run();
            throw DomainException.retryLater(
                    ErrorCode.TOO_MANY_WAITS,
                    "at most %d requests of yours may wait for replies at once"
                            .formatted(settings.maxPerAccount()),
                    Duration.ofSeconds(1));
        }
        var _ =
                wait.reply()
                        .whenComplete((_, _) -> {
                            leave.run();
                            waiting.remove(caller.accountId(), wait);
                        });
        return wait;
    }

    /** The message has been committed: the wait ends with its reply, or when the time is up. */
    void start(ReplyWait wait, UUID message, Duration patience) {
        wait.setMessage(message);
        Runnable cancelTimer = executors.runAfter(patience, wait::end);
        var _ = wait.reply().whenComplete((_, _) -> cancelTimer.run());
        if (draining) {
            wait.end();
        }
        if (revocations.contains(wait.caller().credentialId())) {
            wait.fail(Caller.isGone());
        }
        onItems(List.of(wait.caller().accountId())); // the reply may have been faster than we
    }

    /** One look on this thread, for a wait that begins after its message was sent. */
    void lookNow(ReplyWait wait, UUID message) {
        wait.setMessage(message);
        lookFor(List.of(wait));
    }

    private void onItems(Collection<AccountId> accounts) {
        boolean any = false;
        for (AccountId account : accounts) {
            any |= waiting.accounts().contains(account) && woken.add(account);
        }
        if (any) {
            lookSoon();
        }
    }

    private void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            executors.run(this::look);
        }
    }

    private void look() {
        try {
            List<ReplyWait> waits = takeWoken();
            for (int i = 0; i < waits.size(); i += MOST_A_LOOK) {
                lookFor(waits.subList(i, Math.min(waits.size(), i + MOST_A_LOOK)));
            }
        } catch (RuntimeException e) { // the look of the next second makes up for it
            if (!Faults.isDatabaseAway(e)) {
                log.atError().setCause(e).log("Look for replies failed");
            }
        } finally {
            looking.set(false);
            if (!woken.isEmpty()) { // whoever was woken meanwhile saw that somebody is looking
                lookSoon();
            }
        }
    }

    /** An account is struck off before the table is read: a wake-up from here on counts anew. */
    private List<ReplyWait> takeWoken() {
        var waits = new ArrayList<ReplyWait>();
        for (AccountId account : List.copyOf(woken)) {
            woken.remove(account);
            for (ReplyWait wait : waiting.of(account)) {
                if (wait.message() != null && !wait.isDecided()) {
                    waits.add(wait);
                }
            }
        }
        return waits;
    }

    private void lookFor(List<ReplyWait> waits) {
        List<UUID> asks = waits.stream().map(ReplyWait::message).distinct().toList();
        Map<UUID, Item> found = replies.find(asks);
        for (ReplyWait wait : waits) {
            Item reply = found.get(wait.message());
            if (reply != null && wait.decide()) {
                if (wait.acks()) {
                    executors.run(() -> acknowledge(wait, reply));
                } else {
                    wait.complete(Optional.of(reply));
                }
            }
        }
    }

    /** One that could not be acknowledged is handed over all the same, and comes once more. */
    private void acknowledge(ReplyWait wait, Item reply) {
        try {
            boolean _ = inbox.ack(wait.caller().accountId(), MessageId.format(reply.id()));
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("Reply not acknowledged");
        } finally {
            wait.complete(Optional.of(reply));
        }
    }

    /** Also on behalf of one session: its waits must not outlive it (promise S2). */
    @TransactionalEventListener(fallbackExecution = true)
    void onRevoked(CredentialsRevoked event) {
        for (ReplyWait wait : waiting.of(event.accountId())) {
            if (event.credentialIds().contains(wait.caller().credentialId())) {
                wait.fail(Caller.isGone());
            }
        }
    }

    @Override
    public int drainOrder() {
        return POLLS;
    }

    /** Ends every wait, and from now on every new one at once (promise P28). */
    @Override
    public void drain() {
        draining = true;
        waiting.forEach(ReplyWait::end);
    }

    int waiting() {
        return waiting.count();
    }
}
