package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.UuidV7;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

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
        if (recipient.equals(caller.accountId())) {
            throw DomainException.invalid("to", "you cannot send a message to yourself");
        }
        for (int attempt = 1; ; attempt++) {
            Outgoing message = compose(caller, recipient, draft, key);
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

    private Outgoing compose(
            Caller caller, AccountId recipient, Draft draft, @Nullable IdempotencyKey key) {
        var found =
                threads.find(
                        caller.accountId(), recipient, draft.threadId(), caller.opensNewThreads());
        var id = ids.next();
        var now = clock.instant();
        return new Outgoing(
                id,
                caller.accountId(),
                recipient,
                found.thread(),
                found.isNew(),
                MessageId.parse(draft.replyTo()).orElse(null),
                now,
                draft.expiresAt(now),
                payloads.direct(id, caller, recipient, found.thread().wireId(), draft, now),
                key,
                draft.files(),
                guard.watches(caller.accountId(), recipient));
    }

    private static Optional<Written> conclude(Outgoing message, MessageWriter.Outcome outcome) {
        return switch (outcome.verdict()) {
            case SENT ->
                    Optional.of(
                            new Written(
                                    message.id(),
                                    message.payload(),
                                    outcome.hop(),
                                    outcome.seq(),
                                    Set.of(message.recipient())));
            case REPEATED -> Optional.empty();
            case SENDER_GONE, NO_RECIPIENT, BLOCKED, CLOSED, FRIENDS_ONLY ->
                    throw WriteRules.refusal(outcome.verdict());
            case LOOP_CHAIN -> throw loopRefusal(message, LoopRefusal.Budget.CHAIN);
            case LOOP_ALTERNATION -> throw loopRefusal(message, LoopRefusal.Budget.ALTERNATION);
        };
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
