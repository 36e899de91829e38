package io.agentim.message;

import io.agentim.message.MessageWriter.Outcome;
import io.agentim.platform.error.Faults;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Commits direct messages that are sent at the same moment together. A writer takes whatever is
 * waiting and never waits for more: a single message costs its own commit, and a crowd shares one.
 * Each sender is answered after the commit that holds its message. When a batch fails, nothing of
 * it is stored and each of its senders tries alone, so that no message fails for the sake of
 * another. Thread-safe.
 */
@Component
class SendQueue implements SmartLifecycle {
    /** One gathers while the other commits. */
    static final int WRITERS = 2;

    /** A larger batch gains little and makes its first sender wait. */
    private static final int MAX_BATCH = 100;

    private static final int MAX_WAITING = 10_000;

    /**
     * @param outcome empty to tell the sender that its message was not stored and is not at fault:
     *     it writes it alone
     */
    private record Waiting(Outgoing message, CompletableFuture<Optional<Outcome>> outcome) {
        Waiting(Outgoing message) {
            this(message, new CompletableFuture<>());
        }
    }

    private final MessageWriter writer;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final List<Thread> threads = new ArrayList<>();
    private final DistributionSummary batchSizes;
    private volatile boolean running;

    SendQueue(MessageWriter writer, MeterRegistry metrics) {
        this.writer = writer;
        this.batchSizes =
                DistributionSummary.builder("agentim.send.batch")
                        .description("Direct messages committed together")
                        .register(metrics);
        metrics.gaugeCollectionSize("agentim.send.waiting", List.of(), queue);
    }

    /**
     * Stores the message, or says why not. What was stored is committed when this returns.
     *
     * @throws DuplicateKeyException if somebody else has just made the message's new thread:
     *     nothing was stored, look the thread up again
     * @throws io.agentim.platform.error.DomainException {@code unavailable} when too many wait
     */
    Outcome write(Outgoing message) {
        if (!running || !message.files().isEmpty()) { // files make a transaction of several steps
            return writeAlone(message);
        }
        var waiting = new Waiting(message);
        if (!queue.offer(waiting)) {
            throw Faults.unavailable("too many messages are being sent at the moment, try again");
        }
        if (!running) {
            sendAwayWaiting();
        }
        return outcome(waiting).orElseGet(() -> writeAlone(message));
    }

    private static Optional<Outcome> outcome(Waiting waiting) {
        try {
            return waiting.outcome().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Stores the message by a statement of its own, in the caller's transaction if any. */
    Outcome writeAlone(Outgoing message) {
        return writer.write(List.of(message)).getFirst();
    }

    private void work() {
        var batch = new ArrayList<Waiting>(MAX_BATCH);
        while (running) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException _) {
                return; // told to stop
            }
            queue.drainTo(batch, MAX_BATCH - 1);
            commit(batch);
            batch.clear();
        }
    }

    private void commit(List<Waiting> batch) {
        var together = new ArrayList<Waiting>(batch.size());
        var apart = new ArrayList<Waiting>();
        var claimed = new HashSet<Object>();
        for (Waiting waiting : batch) {
            Set<Object> claims = claims(waiting.message());
            boolean free = Collections.disjoint(claimed, claims);
            claimed.addAll(claims);
            (free ? together : apart).add(waiting);
        }
        try {
            List<Outcome> outcomes =
                    writer.writeTogether(together.stream().map(Waiting::message).toList());
            for (int i = 0; i < outcomes.size(); i++) {
                together.get(i).outcome().complete(Optional.of(outcomes.get(i)));
            }
            batchSizes.record(outcomes.size());
        } catch (RuntimeException e) {
            fail(together, e);
        } finally {
            sendAway(apart);
        }
    }

    /** What two messages of one statement must not have in common. */
    private static Set<Object> claims(Outgoing message) {
        var claims = new HashSet<Object>();
        if (message.key() != null) {
            claims.add(List.of(message.sender(), message.key().value()));
        }
        ConversationThread thread = message.thread();
        if (message.threadIsNew() && thread.isDefault()) {
            claims.add(thread.pair());
        } else if (message.threadIsNew() && thread.name() != null) {
            claims.add(List.of(thread.pair(), thread.name()));
        }
        return claims;
    }

    private void fail(List<Waiting> batch, RuntimeException fault) {
        if (Faults.isDatabaseAway(fault) && !Faults.isLockTimeout(fault)) {
            queue.drainTo(batch); // nobody shall wait for the same missing database once more
            batch.forEach(waiting -> waiting.outcome().completeExceptionally(fault));
        } else {
            sendAway(batch);
        }
    }

    private void sendAwayWaiting() {
        var waiting = new ArrayList<Waiting>();
        queue.drainTo(waiting);
        sendAway(waiting);
    }

    private static void sendAway(List<Waiting> batch) {
        batch.forEach(waiting -> waiting.outcome().complete(Optional.empty()));
    }

    @Override
    public void start() {
        running = true;
        for (int i = 1; i <= WRITERS; i++) {
            threads.add(Thread.ofPlatform().daemon().name("send-writer-" + i).start(this::work));
        }
    }

    @Override
    public void stop() {
        running = false;
        threads.forEach(Thread::interrupt);
        threads.clear();
        sendAwayWaiting();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before whatever takes messages in, and after it at the stop. */
    @Override
    public int getPhase() {
        return 0;
    }
}
