package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.UuidV7;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Messages from one account to another. */
@Component
class DirectMessages {
    private static final int MAX_TRIES = 3;

    private final SendQueue queue;
    private final Threads threads;
    private final Recipients recipients;
    private final Payloads payloads;
    private final LoopGuard guard;
    private final UuidV7 ids;
    private final Clock clock;

    DirectMessages(
            SendQueue queue,
            Threads threads,
            Recipients recipients,
            Payloads payloads,
            LoopGuard guard,
            UuidV7 ids,
            Clock clock) {
        this.queue = queue;
        this.threads = threads;
        this.recipients = recipients;
        this.payloads = payloads;
        this.guard = guard;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Commits the message.
     *
     * @return empty when another request with the same idempotency key came first
     * @throws DomainException for each refusal of contract 2.2
     */
    Optional<Written> send(Caller caller, Draft draft, @Nullable IdempotencyKey key) {
        AccountId recipient = recipients.require(draft.to());
        refuseSelf(caller, recipient);
        for (int attempt = 1; ; attempt++) {
            var stamp = new Stamp(ids.next(), false);
            Outgoing message = compose(caller, recipient, draft, key, stamp);
            try {
                return conclude(message, queue.write(message));
            } catch (DuplicateKeyException e) {
                // Somebody has made the same thread at the same moment; now it can be found.
                if (attempt == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    static void refuseSelf(Caller caller, AccountId recipient) {
        if (recipient.equals(caller.accountId())) {
            throw DomainException.invalid("to", "you cannot send a message to yourself");
        }
    }

    /**
     * What a stream has come to, with the caller's transaction. Its thread has been there since the
     * start.
     *
     * @throws DomainException as {@link #send} does
     */
    @Transactional(propagation = Propagation.MANDATORY)
    Written conclude(Caller caller, AccountId recipient, Draft draft, Stamp stamp) {
        Outgoing message = compose(caller, recipient, draft, null, stamp);
        return conclude(message, queue.writeAlone(message)).orElseThrow();
    }

    private Outgoing compose(
            Caller caller,
            AccountId recipient,
            Draft draft,
            @Nullable IdempotencyKey key,
            Stamp stamp) {
        var found =
                threads.find(
                        caller.accountId(), recipient, draft.threadId(), caller.opensNewThreads());
        var id = stamp.id();
        var now = clock.instant();
        String payload =
                payloads.direct(id, caller, recipient, found.thread().wireId(), draft, now);
        return new Outgoing(
                id,
                caller.accountId(),
                recipient,
                found.thread(),
                found.isNew(),
                MessageId.parse(draft.replyTo()).orElse(null),
                now,
                draft.expiresAt(now),
                stamp.on(payload),
                key,
                draft.files(),
                guard.watches(caller.accountId(), recipient));
    }

    private Optional<Written> conclude(Outgoing message, MessageWriter.Outcome outcome) {
        return switch (outcome.verdict()) {
            case SENT -> Optional.of(written(message, outcome));
            case REPEATED -> Optional.empty();
            case SENDER_GONE, NO_RECIPIENT, BLOCKED, CLOSED, FRIENDS_ONLY ->
                    throw WriteRules.refusal(outcome.verdict());
            case LOOP_CHAIN -> throw loopRefusal(message, LoopRefusal.Budget.CHAIN);
            case LOOP_ALTERNATION -> throw loopRefusal(message, LoopRefusal.Budget.ALTERNATION);
        };
    }

    private Written written(Outgoing message, MessageWriter.Outcome outcome) {
        if (message.threadIsNew()) {
            threads.made(message.thread());
        }
        return new Written(
                message.id(),
                message.payload(),
                outcome.hop(),
                outcome.seq(),
                Set.of(message.recipient()));
    }

    private static DomainException loopRefusal(Outgoing message, LoopRefusal.Budget budget) {
        ConversationThread thread = message.thread();
        return message.threadIsNew()
                ? LoopRefusal.ofNewThread(budget)
                : new LoopRefusal(
                        new LoopRefusal.Stop(
                                thread.id(),
                                thread.wireId(),
                                message.sender(),
                                message.recipient(),
                                budget));
    }
}
