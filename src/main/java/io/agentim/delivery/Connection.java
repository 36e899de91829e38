package io.agentim.delivery;

import io.agentim.account.AccountId;

import java.io.IOException;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An open link to one account over which items are pushed: a WebSocket or an AIM link. Writes
 * block, one at a time, without a queue behind them: a client that stops reading holds up one
 * virtual thread and is cut off after a while (promise P30).
 */
public abstract class Connection {
    /** Why the server hangs up, for the transport to say in its own words. */
    public enum CloseReason {
        /** Nothing has come from the client for too long. */
        SILENT,
        /** The credential it was opened with is no longer valid. */
        REVOKED,
        /** The account has opened too many; this was the oldest. */
        REPLACED,
        /** The server stops. */
        SHUTDOWN
    }

    private static final int MAX_WAITING_SIGNALS = 64;

    private final AccountId account;
    private final UUID credentialId;
    private final OptionalLong resumeAfter;
    private final ReentrantLock writing = new ReentrantLock();
    private final Queue<String> signals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingSignals = new AtomicInteger();
    private volatile long writingSince; // 0: not writing
    private volatile long lastReceived = System.nanoTime();
    private volatile long lastPing = System.nanoTime();

    protected Connection(AccountId account, UUID credentialId) {
        this(account, credentialId, OptionalLong.empty());
    }

    /**
     * @param resumeAfter the client has what came up to this number, and wants to see all that
     *     comes after it, acknowledged or not
     */
    protected Connection(AccountId account, UUID credentialId, OptionalLong resumeAfter) {
        this.account = account;
        this.credentialId = credentialId;
        this.resumeAfter = resumeAfter;
    }

    public final AccountId account() {
        return account;
    }

    /** What kind of link this is. */
    protected abstract Channel channel();

    /** Whether the client has asked for notices beyond those that every socket gets. */
    protected boolean wantsExtendedEvents() {
        return false;
    }

    final UUID credentialId() {
        return credentialId;
    }

    final OptionalLong resumeAfter() {
        return resumeAfter;
    }

    /** One write to the socket. */
    @FunctionalInterface
    protected interface Write {
        void run() throws IOException;
    }

    /** Runs the write when no other is under way. */
    protected final void write(Write write) throws IOException {
        writing.lock();
        try {
            timed(write);
        } finally {
            writing.unlock();
        }
    }

    private void timed(Write write) throws IOException {
        writingSince = System.nanoTime() | 1; // never 0
        try {
            write.run();
        } finally {
            writingSince = 0;
        }
    }

    /** Sends a ping unless a write is under way, which is proof enough that the link is in use. */
    final void pingIfIdle() {
        if (writing.tryLock()) {
            try {
                timed(this::sendPing);
            } catch (IOException _) {
                cut();
            } finally {
                writing.unlock();
            }
        }
    }

    /**
     * Takes a notice that nobody needs to have, to be sent in its turn. Returns false, and drops
     * it, if the client does not keep up; else {@link #sendNextSignal} is to be called once.
     */
    final boolean queueSignal(String frame) {
        if (waitingSignals.incrementAndGet() > MAX_WAITING_SIGNALS) {
            waitingSignals.decrementAndGet();
            return false;
        }
        signals.add(frame);
        return true;
    }

    /** Sends the notice that has waited longest, whoever comes here first. Blocks. */
    final void sendNextSignal() {
        try {
            write(() -> sendSignal(Objects.requireNonNull(signals.poll())));
        } catch (IOException _) {
            cut();
        } finally {
            waitingSignals.decrementAndGet();
        }
    }

    /** To be called for every frame that the client sends. */
    public final void received() {
        lastReceived = System.nanoTime();
    }

    final long nanosWriting(long now) {
        long since = writingSince;
        return since == 0 ? 0 : now - since;
    }

    final long nanosSilent(long now) {
        return now - lastReceived;
    }

    /** True once an interval, to be followed by a ping. */
    final boolean pingIsDue(long now, long interval) {
        if (now - lastPing < interval) {
            return false;
        }
        lastPing = now;
        return true;
    }

    /** Sends the item. Called by one thread at a time, never twice with the same item. */
    protected abstract void push(Item item) throws IOException;

    /** Sends a frame that is no item, where the transport has such. */
    protected abstract void sendSignal(String frame) throws IOException;

    /** Sends a ping, where it is the server who pings. */
    protected abstract void sendPing() throws IOException;

    /** Says why, then closes. Blocks at most for some seconds. */
    protected abstract void close(CloseReason reason);

    /** Drops the link at once; a write under way fails. Does not block. */
    protected abstract void cut();
}
