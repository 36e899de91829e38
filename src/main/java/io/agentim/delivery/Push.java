package io.agentim.delivery;

import io.agentim.platform.error.Faults;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Pushes one account's items over one connection: by rising number, each at most once, first what
 * is un-acked, then what comes (contract 3.2, promise P11). Keeps no queue: it remembers the last
 * number and reads on from the table, on a virtual thread that lives while there is something to
 * send.
 *
 * <p>If there is a backlog when the connection opens, it waits for a moment, and while the backlog
 * is being handed out by sync or pending. What is acked by the time its turn comes, or has been
 * returned by sync since the connection opened, is passed over.
 *
 * <p>A connection that resumes after a number is a view of the inbox rather than its consumer, one
 * of several perhaps: it is pushed everything that comes after that number, acknowledged or not,
 * and however much of it is un-acked.
 */
final class Push implements WakeUps.Listener {
    private static final Logger log = LoggerFactory.getLogger(Push.class);

    private static final Duration BACKLOG_PAUSE = Duration.ofMillis(1500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration PAUSE_STEP = Duration.ofMillis(50);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int PAGE = 50;
    private static final int MAX_IN_FLIGHT = 500;

    private final Connection connection;
    private final Inbox inbox;
    private final CatchUps catchUps;
    private final HandedOut handedOut;
    private final DeliveryExecutors executors;
    private final long openedAt = System.nanoTime();
    private final WakeUps.Subscription subscription;
    private final boolean resumed;

    // All below is guarded by this object's monitor, which is never held while reading or sending.
    private final SeqRanges synced = new SeqRanges();
    private final Set<Long> inFlight = new HashSet<>();
    private @Nullable Set<Long> ackedOfPage;
    private long cursor;
    private boolean paused = true;
    private boolean running;
    private boolean wanted;
    private boolean windowFull;
    private boolean closed;

    Push(
            Connection connection,
            Inbox inbox,
            WakeUps wakeUps,
            CatchUps catchUps,
            HandedOut handedOut,
            DeliveryExecutors executors) {
        this.connection = connection;
        this.inbox = inbox;
        this.catchUps = catchUps;
        this.handedOut = handedOut;
        this.executors = executors;
        this.resumed = connection.resumeAfter().isPresent();
        this.cursor = connection.resumeAfter().orElse(0);
        this.subscription =
                wakeUps.subscribe(connection.account(), this); // before the first look at the table
    }

    /** Blocks for one look at the table. */
    void start() {
        if (!resumed && hasBacklog()) {
            executors.runAfter(BACKLOG_PAUSE, this::endPauseUnlessCatchingUp);
        } else {
            endPause();
        }
    }

    private boolean hasBacklog() {
        try {
            return inbox.hasUnacked(connection.account());
        } catch (RuntimeException e) {
            logFault(e);
            return true; // not known, so be careful
        }
    }

    private void endPauseUnlessCatchingUp() {
        boolean waitedEnough = System.nanoTime() - openedAt > LONGEST_PAUSE.toNanos();
        if (catchUps.isRunning(connection.account()) && !waitedEnough) {
            executors.runAfter(PAUSE_STEP, this::endPauseUnlessCatchingUp);
        } else {
            endPause();
        }
    }

    private synchronized void endPause() {
        paused = false;
        wanted = true;
        runIfNeeded();
    }

    synchronized void close() {
        closed = true;
        subscription.close();
    }

    @Override
    public synchronized void onItems() {
        wanted = true;
        runIfNeeded();
    }

    @Override
    public synchronized void onAck(long seq) {
        inFlight.remove(seq);
        if (ackedOfPage != null) {
            ackedOfPage.add(seq);
        }
        if (windowFull && inFlight.size() < MAX_IN_FLIGHT) {
            windowFull = false;
            wanted = true;
            runIfNeeded();
        }
    }

    @Override
    public synchronized void onSync(long after, long upTo) {
        synced.add(after, upTo);
    }

    @Override
    public synchronized long seen() {
        return cursor;
    }

    @Override
    public synchronized boolean isHeldUp() {
        return windowFull;
    }

    private synchronized void runIfNeeded() {
        if (wanted && !paused && !running && !closed) {
            running = true;
            executors.run(this::run);
        }
    }

    private void run() {
        try {
            for (List<Item> page = nextPage(); !page.isEmpty(); page = nextPage()) {
                for (Item item : page) {
                    if (isDue(item)) {
                        connection.push(item);
                        handedOut.note(connection.account(), connection.channel(), item.seq());
                    }
                }
            }
        } catch (IOException _) {
            close(); // gone or cut off; whatever is un-acked comes with the next connection
            connection.cut();
        } catch (RuntimeException e) {
            retry(e);
        }
    }

    /**
     * Empty when there is nothing to send for the moment; the run then ends, and the next wake-up
     * begins another.
     */
    private List<Item> nextPage() {
        while (true) {
            forgetAckedElsewhere();
            int room;
            long after;
            synchronized (this) {
                room = MAX_IN_FLIGHT - inFlight.size();
                windowFull = room <= 0; // an ack from here on finds it and begins another run
                if (closed || windowFull) {
                    running = false;
                    return List.of();
                }
                wanted = false;
                ackedOfPage = new HashSet<>();
                after = cursor;
            }
            List<Item> page = read(after, Math.min(PAGE, room));
            if (!page.isEmpty()) {
                return page;
            }
            synchronized (this) {
                ackedOfPage = null;
                if (!wanted) {
                    running = false;
                    return List.of();
                }
            }
        }
    }

    private List<Item> read(long after, int limit) {
        return resumed
                ? inbox.all(connection.account(), after, limit)
                : inbox.unacked(connection.account(), after, limit);
    }

    /**
     * If too many seem to be under way: acks made through another replica show only in the table.
     */
    private void forgetAckedElsewhere() {
        Set<Long> pushed;
        synchronized (this) {
            if (inFlight.size() < MAX_IN_FLIGHT) {
                return;
            }
            pushed = Set.copyOf(inFlight);
        }
        var unacked = new HashSet<>(inbox.retainUnacked(connection.account(), pushed));
        synchronized (this) {
            inFlight.retainAll(unacked);
        }
    }

    private synchronized boolean isDue(Item item) {
        cursor = item.seq();
        if (resumed) {
            return !closed;
        }
        boolean ackedMeanwhile = ackedOfPage != null && ackedOfPage.contains(item.seq());
        if (closed || ackedMeanwhile || synced.contains(item.seq())) {
            return false;
        }
        inFlight.add(item.seq());
        return true;
    }

    /**
     * The database is away, as a rule: the link stays open (promise P26) and the push goes on when
     * it is back.
     */
    private void retry(RuntimeException e) {
        logFault(e);
        synchronized (this) {
            running = false;
            wanted = true;
        }
        executors.runAfter(RETRY, this::runIfNeeded);
    }

    private void logFault(RuntimeException e) {
        if (!Faults.isDatabaseAway(e)) {
            log.atError()
                    .addKeyValue("account_id", connection.account())
                    .setCause(e)
                    .log("Push failed");
        }
    }
}
