package io.agentim.delivery.longpoll;

import io.agentim.account.Caller;
import io.agentim.delivery.Item;
import io.agentim.delivery.WakeUps;

import org.springframework.web.context.request.async.DeferredResult;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One waiting request. It is answered once, by whichever comes first: items, the time-out, a newer
 * poll, the end of the credential or of the server. While it waits it is this object in a map and
 * nothing else.
 */
final class Poll implements WakeUps.Listener {
    private final Caller caller;
    private final Wanted wanted;
    private final Duration net;
    private final DeferredResult<List<Item>> result;
    private final Consumer<Poll> reader;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> completed = new CompletableFuture<>();
    private volatile Set<Long> returnedBefore = Set.of();
    private volatile OptionalLong backlog = OptionalLong.empty();

    // Guarded by this object's monitor, which is never held while reading or answering.
    private boolean reading = true; // whoever makes a poll reads first
    private boolean wantedAgain;

    /**
     * @param reader looks for items and answers; called on the thread that wakes, so it must hand
     *     over
     */
    Poll(Caller caller, Wanted wanted, Duration longest, Consumer<Poll> reader) {
        this.caller = caller;
        this.wanted = wanted;
        this.reader = reader;
        // The hub's own timer answers; this is only a net below it.
        this.net = longest.plusSeconds(10);
        this.result = new DeferredResult<>(net.toMillis(), List.of());
        result.onCompletion(this::complete);
    }

    /** The answer has been written, or the client has gone. */
    void complete() {
        ended.complete(null);
        completed.complete(null);
    }

    /** Runs the action once there is an answer, or the client has gone. */
    void onEnd(Runnable action) {
        var _ = ended.thenRun(action);
    }

    /** Runs the action once the answer has been written, or the client has gone. */
    void onCompletion(Runnable action) {
        var _ = completed.thenRun(action);
    }

    /** From now on only items other than these are worth an answer. */
    void slowDown(List<Item> alreadyReturned) {
        returnedBefore = alreadyReturned.stream().map(Item::seq).collect(Collectors.toSet());
    }

    boolean isSlowed() {
        return !returnedBefore.isEmpty();
    }

    /** Whether there is something among these to answer with before the time is up. */
    boolean isNews(List<Item> items) {
        return items.stream().anyMatch(item -> !returnedBefore.contains(item.seq()));
    }

    Caller caller() {
        return caller;
    }

    Wanted wanted() {
        return wanted;
    }

    /** How many items wait for their acknowledgement, to be set before the answer. */
    void setBacklog(long count) {
        backlog = OptionalLong.of(count);
    }

    OptionalLong backlog() {
        return backlog;
    }

    DeferredResult<List<Item>> result() {
        return result;
    }

    /** Waits for the answer on this thread; whoever does that says when it is written. */
    @SuppressWarnings("unchecked") // only answer() sets a result
    List<Item> await() {
        var answer = new CompletableFuture<Object>();
        result.setResultHandler(answer::complete);
        try {
            Object value = answer.get(net.toMillis(), TimeUnit.MILLISECONDS);
            if (value instanceof RuntimeException fault) {
                throw fault;
            }
            return (List<Item>) value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e); // the hub's timer comes long before
        }
    }

    boolean isAnswered() {
        return result.isSetOrExpired();
    }

    /** Only the first call has an effect; returns whether this was it. */
    boolean answer(List<Item> items) {
        boolean first = result.setResult(items);
        ended.complete(null);
        return first;
    }

    void fail(RuntimeException fault) {
        result.setErrorResult(fault);
        ended.complete(null);
    }

    @Override
    public void onItems() {
        synchronized (this) {
            wantedAgain = true;
            if (reading) {
                return;
            }
            reading = true;
        }
        reader.accept(this);
    }

    /** Before each look at the table: a wake-up from here on asks for another look. */
    synchronized void beginLook() {
        wantedAgain = false;
    }

    /**
     * After a look that found nothing to answer with. False: something came meanwhile, look again.
     */
    synchronized boolean endLook() {
        reading = wantedAgain;
        return !wantedAgain;
    }
}
