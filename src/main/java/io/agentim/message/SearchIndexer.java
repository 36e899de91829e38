package io.agentim.message;

import io.agentim.delivery.DeliveryExecutors;
import io.agentim.delivery.WakeUps;
import io.agentim.message.SearchIndexRepository.Document;
import io.agentim.message.SearchIndexRepository.Progress;
import io.agentim.message.SearchIndexRepository.Span;
import io.agentim.platform.error.Faults;
import io.agentim.platform.id.UuidV7;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes messages searchable a second after they were committed. Follows them by their ids, which
 * rise with time; as a message may be committed a little later than one with a greater id, it stays
 * half a second behind, and goes over everything once more a minute later. How far it has come is
 * committed with what it did, under a lock: any number of servers may try, one does it, and when it
 * is killed another goes on from there. A backlog is worked off with a fifth of one thread's time,
 * so that the sends go on beside it. Thread-safe.
 */
@Component
class SearchIndexer {
    private static final Logger log = LoggerFactory.getLogger(SearchIndexer.class);
    private static final int PAGE = 200;
    private static final int SPAN = 2000;
    private static final int REST = 4; // times as long as it has worked
    private static final Duration DELAY = Duration.ofMillis(600);
    private static final Duration BEHIND = Duration.ofMillis(500);

    /** No send's transaction is open for as long as this, nor do clocks differ as much (P32). */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    /** For the second look, and for what was sent through a server that was killed. */
    private static final Duration ANYWAY = Duration.ofSeconds(30);

    private final SearchIndexRepository repository;
    private final TransactionTemplate transaction;
    private final DeliveryExecutors executors;
    private final Clock clock;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();

    SearchIndexer(
            SearchIndexRepository repository,
            TransactionTemplate transaction,
            DeliveryExecutors executors,
            WakeUps wakeUps,
            Clock clock) {
        this.repository = repository;
        this.transaction = transaction;
        this.executors = executors;
        this.clock = clock;
        wakeUps.subscribeToAll(_ -> soon());
        executors.runEvery(ANYWAY, this::soon);
    }

    @EventListener(ApplicationReadyEvent.class)
    void soon() {
        if (scheduled.compareAndSet(false, true)) {
            executors.runAfter(DELAY, this::run);
        } else {
            again.set(true);
        }
    }

    private void run() {
        scheduled.set(false);
        if (again.getAndSet(false)) {
            soon();
        }
        long start = System.nanoTime();
        try {
            if (Boolean.TRUE.equals(transaction.execute(_ -> step()))) {
                executors.runAfter(Duration.ofNanos((System.nanoTime() - start) * REST), this::run);
            }
        } catch (RuntimeException e) { // the next time, then
            if (!Faults.isDatabaseAway(e)) {
                log.atWarn().setCause(e).log("Messages are not searchable yet");
            }
        }
    }

    /** Returns whether there is more to do at once. */
    private boolean step() {
        Instant now = clock.instant();
        return repository
                .lock()
                .map(progress -> step(progress, unlessAheadOf(now, progress), now))
                .orElse(false);
    }

    /**
     * Where the clock was put back, what is sent now has smaller ids than what was looked at: goes
     * over the last hour again, in which this must have happened.
     */
    private static Progress unlessAheadOf(Instant now, Progress progress) {
        if (isBefore(progress.fresh(), UuidV7.floor(now.plus(SETTLED)))) {
            return progress;
        }
        UUID anHourAgo = UuidV7.floor(now.minus(Duration.ofHours(1)));
        return new Progress(anHourAgo, anHourAgo);
    }

    private boolean step(Progress stored, Progress progress, Instant now) {
        List<Document> page =
                repository.page(progress.fresh(), UuidV7.floor(now.minus(BEHIND)), PAGE);
        repository.add(page);
        UUID fresh = page.isEmpty() ? progress.fresh() : page.getLast().id();
        UUID settledEdge = UuidV7.floor(now.minus(SETTLED));
        boolean more = page.size() == PAGE;
        if (progress.settled().equals(progress.fresh()) && isBefore(fresh, settledEdge)) {
            move(stored, new Progress(fresh, fresh)); // so old that one look is enough
        } else {
            UUID edge = isBefore(fresh, settledEdge) ? fresh : settledEdge;
            Span span = repository.missing(progress.settled(), edge, SPAN);
            repository.add(span.missing());
            move(stored, new Progress(fresh, span.last()));
            more |= span.size() == SPAN;
        }
        return refresh() || more;
    }

    /** Of version 7 both, where the order of Java is that of the database. */
    private static boolean isBefore(UUID one, UUID other) {
        return one.compareTo(other) < 0;
    }

    private void move(Progress before, Progress after) {
        if (!after.equals(before)) {
            repository.move(after);
        }
    }

    /** After the pages: these may have been read before they were changed. */
    private boolean refresh() {
        List<UUID> changed = repository.takeChanged(PAGE);
        if (!changed.isEmpty()) {
            repository.remove(changed);
            repository.add(repository.find(changed));
        }
        return changed.size() == PAGE;
    }
}
