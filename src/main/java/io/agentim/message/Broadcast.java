package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.message.OpenStream.State;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One stream as it passes through this server: gathers what is said until it may be shown, at most
 * ten times a second. What does not follow upon what is known here came through another server, or
 * in the wrong order, and is read from the table instead. Thread-safe.
 */
final class Broadcast {
    private static final long INTERVAL = Duration.ofMillis(100).toNanos();

    private final OpenStream stream;
    private final Set<StreamViewer> viewers = ConcurrentHashMap.newKeySet();

    /** Held while an event goes out, so that they go out one after the other. */
    private final ReentrantLock showing = new ReentrantLock();

    private List<Part> waiting = new ArrayList<>();
    private long known; // the newest chunk that is shown or waiting
    private long shown;
    private boolean incomplete;
    private boolean due;
    private long lastShown = System.nanoTime() - INTERVAL;
    private State state;
    private volatile @Nullable ChunkEvent latest;
    private Set<AccountId> audience = Set.of();
    private long audienceAsOf;

    /**
     * @param from the chunk after which this server comes in
     */
    Broadcast(OpenStream stream, long from) {
        this.stream = stream;
        this.known = from;
        this.shown = from;
        this.state = stream.state();
    }

    OpenStream stream() {
        return stream;
    }

    Set<StreamViewer> viewers() {
        return viewers;
    }

    ReentrantLock showing() {
        return showing;
    }

    /** The event that went out last. */
    @Nullable ChunkEvent latest() {
        return latest;
    }

    synchronized State state() {
        return state;
    }

    synchronized void add(StreamAddition added) {
        if (added.seq() <= known) {
            return; // read from the table meanwhile
        }
        if (added.after() == known && !incomplete) {
            waiting.addAll(added.parts());
        } else {
            incomplete = true;
        }
        known = added.seq();
    }

    /** Somebody has seen a newer chunk in the table. */
    synchronized void noteStored(long seq) {
        if (seq > known) {
            incomplete = true;
            known = seq;
        }
    }

    /** False if that was known. */
    synchronized boolean end(State how) {
        boolean isNew = state == State.STREAMING;
        state = how;
        return isNew;
    }

    /** Nanoseconds until there may be an event again; negative if somebody takes care of it. */
    synchronized long reserve(long now) {
        if (due) {
            return -1;
        }
        due = true;
        return Math.max(0, lastShown + INTERVAL - now);
    }

    /** What is to be shown now. */
    record Batch(long after, List<Part> parts, long seq, boolean incomplete) {
        boolean isEmpty() {
            return parts.isEmpty() && !incomplete;
        }
    }

    synchronized Batch take(long now) {
        var batch = new Batch(shown, Part.joined(waiting), known, incomplete);
        waiting = new ArrayList<>();
        incomplete = false;
        shown = known;
        due = false;
        lastShown = now;
        return batch;
    }

    void show(ChunkEvent event) {
        latest = event;
    }

    /** More is known of than is shown. */
    synchronized boolean isBehind() {
        return known > shown;
    }

    synchronized long shown() {
        return shown;
    }

    /** Only for whoever holds {@link #showing}. */
    boolean knowsAudience(long now, Duration memory) {
        return audienceAsOf != 0 && now - audienceAsOf < memory.toNanos();
    }

    void setAudience(Set<AccountId> accounts, long now) {
        audience = accounts;
        audienceAsOf = now | 1; // never 0
    }

    Set<AccountId> audience() {
        return audience;
    }

    /** Nobody watches, and nothing has happened for so long. */
    synchronized boolean isIdle(long now, Duration time) {
        return viewers.isEmpty() && !due && now - lastShown > time.toNanos();
    }
}
