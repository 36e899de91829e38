package io.agentim.delivery;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.AccountId;
import io.agentim.delivery.Connection.CloseReason;
import io.agentim.platform.replica.ReplicaChannel;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * All open links, whatever their transport: pushes items over them, pings them, and closes those
 * that are silent, slow, replaced or revoked. One sweep a second serves all. Thread-safe.
 */
@Component
public class Connections {
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final String SIGNAL = "signal";

    private final Inbox inbox;
    private final WakeUps wakeUps;
    private final CatchUps catchUps;
    private final HandedOut handedOut;
    private final RecentRevocations revocations;
    private final Pulls pulls;
    private final OnlineElsewhere elsewhere;
    private final ReplicaChannel channel;
    private final DeliveryExecutors executors;
    private final ConnectionProperties settings;
    private final boolean limited;
    private final ConcurrentHashMap<Connection, Push> open = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<AccountId, Deque<Connection>> byAccount =
            new ConcurrentHashMap<>();
    private final AtomicInteger extended = new AtomicInteger();

    Connections(
            Inbox inbox,
            WakeUps wakeUps,
            CatchUps catchUps,
            HandedOut handedOut,
            RecentRevocations revocations,
            Pulls pulls,
            OnlineElsewhere elsewhere,
            ReplicaChannel channel,
            DeliveryExecutors executors,
            ConnectionProperties settings,
            @Value("${agentim.limits.enabled:true}") boolean limited) {
        this.inbox = inbox;
        this.wakeUps = wakeUps;
        this.catchUps = catchUps;
        this.handedOut = handedOut;
        this.revocations = revocations;
        this.pulls = pulls;
        this.elsewhere = elsewhere;
        this.channel = channel;
        this.executors = executors;
        this.settings = settings;
        this.limited = limited;
        executors.runEvery(SWEEP, this::sweep);
        channel.listen(SIGNAL, this::onSignalElsewhere);
    }

    /**
     * The client is authenticated and has been told so: items may flow. One link more than an
     * account may have ends its first.
     */
    public void opened(Connection connection) {
        var push = new Push(connection, inbox, wakeUps, catchUps, handedOut, executors);
        open.put(connection, push);
        extended.addAndGet(connection.wantsExtendedEvents() ? 1 : 0);
        Connection replaced = enlist(connection);
        if (replaced != null) {
            executors.run(() -> close(replaced, CloseReason.REPLACED));
        }
        if (revocations.contains(connection.credentialId())) {
            executors.run(() -> close(connection, CloseReason.REVOKED));
        }
        push.start();
        pulls.note(connection.account());
    }

    private @Nullable Connection enlist(Connection connection) {
        var replaced = new ArrayList<Connection>(1);
        byAccount.compute(
                connection.account(),
                (_, present) -> {
                    Deque<Connection> all = present == null ? new ArrayDeque<>(2) : present;
                    all.addLast(connection);
                    if (limited && all.size() > settings.maxPerAccount()) {
                        replaced.add(all.removeFirst());
                    }
                    return all;
                });
        return replaced.isEmpty() ? null : replaced.getFirst();
    }

    /** The link has ended, whoever ended it. May be called more than once. */
    public void closed(Connection connection) {
        Push push = open.remove(connection);
        if (push != null) {
            push.close();
            extended.addAndGet(connection.wantsExtendedEvents() ? -1 : 0);
        }
        byAccount.computeIfPresent(
                connection.account(),
                (_, all) -> {
                    all.remove(connection);
                    return all.isEmpty() ? null : all;
                });
    }

    /** Takes the link out, then ends it. Blocks at most for some seconds. */
    public void close(Connection connection, CloseReason reason) {
        closed(connection);
        connection.close(reason);
    }

    /**
     * Sends a notice to whatever sockets the account has open, without waiting for them, also at
     * other replicas where it has been online for some seconds. It is not kept for others.
     *
     * @param frame JSON without line breaks
     */
    public void signal(AccountId account, String frame) {
        signalHere(account, frame);
        if (elsewhere.contains(account)) {
            channel.tell(SIGNAL, account.value() + " " + frame);
        }
    }

    private void onSignalElsewhere(String text) {
        String[] words = text.split(" ", 2);
        signalHere(new AccountId(Long.parseLong(words[0])), words[1]);
    }

    private void signalHere(AccountId account, String frame) {
        for (Connection connection : of(account)) {
            signal(connection, frame);
        }
    }

    /**
     * Tells the sockets of whoever has sent a message about it: a sender gets no item of his own
     * (contract 2.2).
     *
     * @param messageJson the message as a JSON object
     */
    public void sent(AccountId sender, String messageJson) {
        signal(sender, "{\"type\":\"sent\",\"data\":{\"message\":" + messageJson + "}}");
    }

    /**
     * As {@link #signal}, over those links alone whose clients have asked for such notices ({@code
     * ?events=extended}): an SDK is not bothered with what it does not know.
     */
    public void signalExtended(AccountId account, String frame) {
        for (Connection connection : of(account)) {
            if (connection.wantsExtendedEvents()) {
                signal(connection, frame);
            }
        }
    }

    /** In the order of the calls. */
    private void signal(Connection connection, String frame) {
        if (connection.queueSignal(frame)) {
            executors.run(connection::sendNextSignal);
        }
    }

    /** Whether anybody at all would get what {@link #signalExtended} sends. */
    public boolean anyWantsExtendedEvents() {
        return extended.get() > 0;
    }

    /** Who would. */
    public Set<AccountId> accountsThatWantExtendedEvents() {
        return open.keySet().stream()
                .filter(Connection::wantsExtendedEvents)
                .map(Connection::account)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the account would. */
    public boolean wantsExtendedEvents(AccountId account) {
        return anyWantsExtendedEvents()
                && of(account).stream().anyMatch(Connection::wantsExtendedEvents);
    }

    private List<Connection> of(AccountId account) {
        var found = new ArrayList<Connection>();
        byAccount.computeIfPresent(
                account,
                (_, all) -> {
                    found.addAll(all);
                    return all;
                });
        return found;
    }

    @TransactionalEventListener(fallbackExecution = true)
    void onRevoked(CredentialsRevoked event) {
        for (Connection connection : of(event.accountId())) {
            if (event.credentialIds().contains(connection.credentialId())) {
                executors.run(() -> close(connection, CloseReason.REVOKED));
            }
        }
    }

    /** Closes all links of this kind at the same time and waits for it, but no longer than that. */
    public void closeAll(Class<? extends Connection> kind, CloseReason reason, Duration patience) {
        List<Connection> all = open.keySet().stream().filter(kind::isInstance).toList();
        var done = new CountDownLatch(all.size());
        for (Connection connection : all) {
            executors.run(() -> {
                try {
                    close(connection, reason);
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            boolean _ = done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    public int count(Class<? extends Connection> kind) {
        return (int) open.keySet().stream().filter(kind::isInstance).count();
    }

    boolean isConnected(AccountId account) {
        return byAccount.containsKey(account);
    }

    /** Accounts with at least one link. */
    List<AccountId> connectedAccounts() {
        return List.copyOf(byAccount.keySet());
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Connection connection : open.keySet()) {
            if (connection.nanosWriting(now) > settings.maxWrite().toNanos()) {
                closed(connection);
                connection.cut();
            } else if (connection.nanosSilent(now) > settings.maxSilence().toNanos()) {
                executors.run(() -> close(connection, CloseReason.SILENT));
            } else if (connection.nanosWriting(now) == 0
                    && connection.pingIsDue(now, settings.pingInterval().toNanos())) {
                executors.run(() -> ping(connection));
            }
        }
    }

    private void ping(Connection connection) {
        connection.pingIfIdle();
        pulls.note(connection.account());
    }
}
