package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.delivery.Connections;
import io.agentim.delivery.Inbox;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.error.Faults;
import io.agentim.platform.id.UuidV7;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sends direct messages. An answer means that the message is committed (promise P1). */
@Service
class MessageService {
    private static final String ROUTE = "messages";
    private static final int MAX_TRIES = 3;

    private final MessageWriter writer;
    private final Threads threads;
    private final Recipients recipients;
    private final IdempotencyRepository earlier;
    private final Payloads payloads;
    private final RateLimits limits;
    private final Inbox inbox;
    private final Connections connections;
    private final UuidV7 ids;
    private final Clock clock;

    MessageService(
            MessageWriter writer,
            Threads threads,
            Recipients recipients,
            IdempotencyRepository earlier,
            Payloads payloads,
            RateLimits limits,
            Inbox inbox,
            Connections connections,
            UuidV7 ids,
            Clock clock) {
        this.writer = writer;
        this.threads = threads;
        this.recipients = recipients;
        this.earlier = earlier;
        this.payloads = payloads;
        this.limits = limits;
        this.inbox = inbox;
        this.connections = connections;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Sends as the caller.
     *
     * @param keyHeader the request's {@code Idempotency-Key}, if any
     * @throws DomainException for each reason of contract 2.2; nothing is stored then
     */
    SentMessage send(Caller caller, SendMessageRequest request, @Nullable String keyHeader) {
        Draft draft = Draft.of(request);
        requireOwnName(caller, request.from());
        var key = IdempotencyKey.of(keyHeader, request.clientMsgId(), ROUTE, draft);
        Optional<SentMessage> repeated = repeated(caller.accountId(), key);
        if (repeated.isPresent()) {
            return repeated.get();
        }
        limits.take(Limit.SEND, caller.accountId().toString());
        AccountId recipient = recipients.require(draft.to());
        if (recipient.equals(caller.accountId())) {
            throw DomainException.invalid("to", "you cannot send a message to yourself");
        }
        return write(caller, recipient, draft, key);
    }

    private static void requireOwnName(Caller caller, @Nullable String from) {
        if (from != null && !caller.isNamed(from)) {
            throw DomainException.forbidden("'from' must be your own id or handle");
        }
    }

    private Optional<SentMessage> repeated(AccountId sender, @Nullable IdempotencyKey key) {
        if (key == null || earlier.deleteExpired(sender, key.value())) {
            return Optional.empty();
        }
        return earlier.find(sender, key.value()).map(e -> replay(e, key));
    }

    private static SentMessage replay(IdempotencyRepository.Earlier earlier, IdempotencyKey key) {
        if (!key.requestHash().equals(earlier.requestHash())) {
            throw new DomainException(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "this Idempotency-Key was used for another request");
        }
        return new SentMessage(Payloads.answer(earlier.payload()), true);
    }

    private SentMessage write(
            Caller caller, AccountId recipient, Draft draft, @Nullable IdempotencyKey key) {
        for (int attempt = 1; ; attempt++) {
            Outgoing message = compose(caller, recipient, draft, key);
            try {
                MessageWriter.Outcome outcome = writer.write(List.of(message)).getFirst();
                return conclude(caller, message, outcome);
            } catch (DuplicateKeyException e) {
                // Somebody has made the same thread at the same moment; now it can be found.
                if (attempt == MAX_TRIES) {
                    throw e;
                }
            } catch (DataAccessException e) {
                throw key != null && Faults.isLockTimeout(e) ? stillRunning() : e;
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
                payloads.direct(id, caller, recipient, found.thread().wireId(), draft, now),
                key);
    }

    private SentMessage conclude(Caller caller, Outgoing message, MessageWriter.Outcome outcome) {
        return switch (outcome.verdict()) {
            case SENT -> sent(message, outcome.hop());
            case REPEATED -> repeatedMeanwhile(caller.accountId(), message.key());
            case SENDER_GONE ->
                    throw new DomainException(
                            ErrorCode.UNAUTHORIZED, "this account has been deleted");
            case NO_RECIPIENT -> throw Recipients.unknown();
            case BLOCKED ->
                    throw new DomainException(
                            ErrorCode.BLOCKED, "the recipient takes no messages from you");
            case CLOSED ->
                    throw new DomainException(
                            ErrorCode.MESSAGES_CLOSED, "the recipient takes no messages");
            case FRIENDS_ONLY ->
                    throw new DomainException(
                            ErrorCode.FRIENDS_ONLY,
                            "the recipient takes messages from friends only");
        };
    }

    private SentMessage sent(Outgoing message, int hop) {
        inbox.announce(Set.of(message.recipient()));
        connections.signal(
                message.sender(),
                "{\"type\":\"sent\",\"data\":{\"message\":"
                        + Payloads.own(message.payload(), hop)
                        + "}}");
        return new SentMessage(Payloads.answer(message.payload()), false);
    }

    /** A request with the same key overtook this one between the first look and the write. */
    private SentMessage repeatedMeanwhile(AccountId sender, @Nullable IdempotencyKey key) {
        limits.giveBack(Limit.SEND, sender.toString());
        return repeated(sender, key).orElseThrow(MessageService::stillRunning);
    }

    private static DomainException stillRunning() {
        return DomainException.retryLater(
                ErrorCode.REQUEST_IN_PROGRESS,
                "the first request with this Idempotency-Key is still running",
                Duration.ofSeconds(1));
    }
}
