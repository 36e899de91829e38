package io.agentim.message;

import io.agentim.account.Caller;
import io.agentim.delivery.Item;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Somebody who waits for the reply to one message. It ends once: with the reply, with nothing when
 * the time is up, or with the refusal of a revoked credential. While it waits it is this object in
 * a map and nothing else.
 */
final class ReplyWait {
    private final Caller caller;
    private final boolean acks;
    private final AtomicBoolean decided = new AtomicBoolean();
    private final CompletableFuture<Optional<Item>> reply = new CompletableFuture<>();
    private volatile @Nullable UUID message;

    /**
     * @param acks whether the reply counts as acknowledged once it has been handed over here
     */
    ReplyWait(Caller caller, boolean acks) {
        this.caller = caller;
        this.acks = acks;
    }

    Caller caller() {
        return caller;
    }

    boolean acks() {
        return acks;
    }

    /** Null until the message has been committed. */
    @Nullable UUID message() {
        return message;
    }

    void setMessage(UUID id) {
        message = id;
    }

    /** Completes with the reply, or empty; exceptionally when the credential is revoked. */
    CompletableFuture<Optional<Item>> reply() {
        return reply;
    }

    boolean isDecided() {
        return decided.get();
    }

    /**
     * The right to say how it ends, for the first who asks. A reply is acknowledged between this
     * and {@code complete}: it must not be acknowledged and then lost to a time-out.
     */
    boolean decide() {
        return decided.compareAndSet(false, true);
    }

    /** For whoever may decide. */
    void complete(Optional<Item> found) {
        reply.complete(found);
    }

    /** Ends it without a reply, unless it is decided. */
    void end() {
        if (decide()) {
            complete(Optional.empty());
        }
    }

    void fail(RuntimeException refusal) {
        if (decide()) {
            reply.completeExceptionally(refusal);
        }
    }
}
