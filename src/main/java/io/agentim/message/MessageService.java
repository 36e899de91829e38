package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.account.SecretScanner;
import io.agentim.delivery.Backlogs;
import io.agentim.delivery.Connections;
import io.agentim.delivery.Inbox;
import io.agentim.group.GroupId;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.error.Faults;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;

import java.time.Duration;
import java.util.Optional;

/**
 * Sends messages. An answer means that the message is committed for every recipient (promise P1).
 */
@Service
class MessageService {
    private final Streams streams;
    private final DirectMessages directMessages;
    private final GroupMessages groupMessages;
    private final IdempotencyRepository earlier;
    private final SecretScanner scanner;
    private final RateLimits limits;
    private final LoopGuard guard;
    private final Inbox inbox;
    private final Backlogs backlogs;
    private final Connections connections;

    MessageService(
            Streams streams,
            DirectMessages directMessages,
            GroupMessages groupMessages,
            IdempotencyRepository earlier,
            SecretScanner scanner,
            RateLimits limits,
            LoopGuard guard,
            Inbox inbox,
            Backlogs backlogs,
            Connections connections) {
        this.streams = streams;
        this.directMessages = directMessages;
        this.groupMessages = groupMessages;
        this.earlier = earlier;
        this.scanner = scanner;
        this.limits = limits;
        this.guard = guard;
        this.inbox = inbox;
        this.backlogs = backlogs;
        this.connections = connections;
    }

    /**
     * Sends as the caller to whom the request names.
     *
     * @param keyHeader the request's {@code Idempotency-Key}, if any
     * @throws DomainException for each reason of contract 2.2; nothing is stored then
     */
    SentMessage send(Caller caller, SendMessageRequest request, @Nullable String keyHeader) {
        return send(caller, request, Draft.of(request), "messages", keyHeader);
    }

    /** Sends as the caller to this group, whatever recipient and thread the request names. */
    SentMessage sendToGroup(
            Caller caller, GroupId group, SendMessageRequest request, @Nullable String keyHeader) {
        Draft draft = Draft.to(group.toString(), request);
        return send(caller, request, draft, "groups/" + group + "/messages", keyHeader);
    }

    private SentMessage send(
            Caller caller,
            SendMessageRequest request,
            Draft draft,
            String route,
            @Nullable String keyHeader) {
        if (request.from() != null && !caller.isNamed(request.from())) {
            throw DomainException.forbidden("'from' must be your own id or handle");
        }
        scanner.refuseSecrets(draft.body());
        if (request.isStream()) {
            return streams.open(
                    caller,
                    draft,
                    IdempotencyKey.of(keyHeader, request.clientMsgId(), route + "/stream", draft));
        }
        var key = IdempotencyKey.of(keyHeader, request.clientMsgId(), route, draft);
        Optional<SentMessage> repeated = repeated(caller.accountId(), key);
        if (repeated.isPresent()) {
            return repeated.get();
        }
        limits.take(Limit.SEND, caller.accountId().toString());
        return write(caller, draft, key)
                .map(written -> sent(caller.accountId(), written))
                .orElseGet(() -> repeatedMeanwhile(caller.accountId(), key));
    }

    private Optional<SentMessage> repeated(AccountId sender, @Nullable IdempotencyKey key) {
        if (key == null || earlier.deleteExpired(sender, key.value())) {
            return Optional.empty();
        }
        return earlier.find(sender, key.value()).map(e -> replay(e, key));
    }

    static SentMessage replay(IdempotencyRepository.Earlier earlier, IdempotencyKey key) {
        if (!key.requestHash().equals(earlier.requestHash())) {
            throw new DomainException(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "this Idempotency-Key was used for another request");
        }
        return new SentMessage(earlier.messageId(), Payloads.answer(earlier.payload()), true);
    }

    private Optional<Written> write(Caller caller, Draft draft, @Nullable IdempotencyKey key) {
        try {
            Optional<GroupId> group = groupMessages.targetOf(draft);
            return group.isPresent()
                    ? groupMessages.send(caller, group.get(), draft, key)
                    : directMessages.send(caller, draft, key);
        } catch (LoopRefusal e) {
            guard.tell(e.stop());
            throw e;
        } catch (DataAccessException e) {
            throw key != null && Faults.isLockTimeout(e) ? stillRunning() : e;
        }
    }

    /** Tells everybody concerned of what has been committed. */
    SentMessage sent(AccountId sender, Written written) {
        inbox.announce(written.recipients());
        connections.sent(sender, Payloads.own(written.payload(), written.hop()));
        return new SentMessage(written.id(), answer(written), false);
    }

    private String answer(Written written) {
        boolean warned =
                written.seq() > 0
                        && backlogs.isLong(written.recipients().iterator().next(), written.seq());
        return warned
                ? Payloads.answerWithWarning(written.payload())
                : Payloads.answer(written.payload());
    }

    /** A request with the same key overtook this one between the first look and the write. */
    private SentMessage repeatedMeanwhile(AccountId sender, @Nullable IdempotencyKey key) {
        limits.giveBack(Limit.SEND, sender.toString());
        return repeated(sender, key).orElseThrow(MessageService::stillRunning);
    }

    static DomainException stillRunning() {
        return DomainException.retryLater(
                ErrorCode.REQUEST_IN_PROGRESS,
                "the first request with this Idempotency-Key is still running",
                Duration.ofSeconds(1));
    }
}
