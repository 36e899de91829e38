package io.agentim.message;

import io.agentim.account.Caller;
import io.agentim.account.SecretScanner;
import io.agentim.delivery.DeliveryExecutors;
import io.agentim.message.OpenStream.State;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.Faults;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Ends streams: by their sender, or because he has fallen silent. The message is written in the
 * transaction that ends the stream, so there is never a second one, and takes its number in each
 * inbox then (promise P7).
 */
@Service
class StreamEnds {
    private static final Logger log = LoggerFactory.getLogger(StreamEnds.class);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final int MOST_A_SWEEP = 500;

    private final StreamRepository repository;
    private final DirectMessages directMessages;
    private final GroupMessages groupMessages;
    private final MessageService messages;
    private final Broadcasts broadcasts;
    private final SecretScanner scanner;
    private final LoopGuard guard;
    private final StreamProperties settings;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    StreamEnds(
            StreamRepository repository,
            DirectMessages directMessages,
            GroupMessages groupMessages,
            MessageService messages,
            Broadcasts broadcasts,
            SecretScanner scanner,
            LoopGuard guard,
            StreamProperties settings,
            DeliveryExecutors executors,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.repository = repository;
        this.directMessages = directMessages;
        this.groupMessages = groupMessages;
        this.messages = messages;
        this.broadcasts = broadcasts;
        this.scanner = scanner;
        this.guard = guard;
        this.settings = settings;
        this.transaction = transaction;
        this.json = json;
        executors.runEvery(SWEEP, this::abortSilent);
    }

    /**
     * @param now it ended just now, not some time before
     * @param written null: there was nothing to deliver, or it has been delivered before
     */
    private record Ending(OpenStream stream, boolean now, @Nullable Written written) {}

    /**
     * Delivers the message. Repeating it answers the same once more.
     *
     * @param body what it says in the end, null for what has been streamed
     * @throws DomainException {@code stream_ended} if it was aborted; whatever a send is refused
     *     for, and then it stays open
     */
    SentMessage finish(Caller caller, String messageId, @Nullable JsonNode body) {
        return end(caller, messageId, State.FINISHED, body);
    }

    /**
     * Delivers what there is, marked as aborted; nothing, if there is no text. Otherwise as {@link
     * #finish}.
     */
    SentMessage abort(Caller caller, String messageId) {
        return end(caller, messageId, State.ABORTED, null);
    }

    private SentMessage end(Caller caller, String messageId, State state, @Nullable JsonNode body) {
        OpenStream stream =
                MessageId.parse(messageId)
                        .flatMap(repository::find)
                        .filter(s -> s.sender().equals(caller.accountId()))
                        .orElseThrow(Streams::unknown);
        Ending ending = end(stream, caller, state, body);
        if (ending.stream().state() != state) {
            throw Streams.ended(ending.stream().state());
        }
        return announce(ending);
    }

    private Ending end(OpenStream seen, Caller as, State state, @Nullable JsonNode body) {
        try {
            return inTransaction(() -> {
                OpenStream stream = repository.lock(seen.id()).orElseThrow(Streams::unknown);
                return stream.isOpen()
                        ? write(stream, as, state, body)
                        : new Ending(stream, false, null);
            });
        } catch (LoopRefusal e) {
            guard.tell(e.stop());
            throw e;
        }
    }

    private Ending inTransaction(Supplier<Ending> action) {
        return Objects.requireNonNull(transaction.execute(_ -> action.get()));
    }

    private Ending write(OpenStream stream, Caller as, State state, @Nullable JsonNode body) {
        Optional<Draft> draft = draft(stream, body);
        if (draft.isEmpty() && state == State.FINISHED) {
            throw DomainException.invalid(
                    "body", "nothing has been said: abort it, or give a body");
        }
        Written written =
                draft.map(d -> deliver(stream, as, d, state == State.ABORTED)).orElse(null);
        return end(stream, state, written);
    }

    private Ending end(OpenStream locked, State state, @Nullable Written written) {
        repository.end(locked.id(), state);
        return new Ending(locked.in(state), true, written);
    }

    /** Empty if there is no text. */
    private Optional<Draft> draft(OpenStream stream, @Nullable JsonNode body) {
        Draft draft = stream.request();
        if (body != null && !body.isNull()) {
            return Optional.of(draft.withBody(body));
        }
        var text = new StringBuilder(draft.body());
        repository.findAfter(stream.id(), 0).stream()
                .flatMap(stored -> stored.parts().stream())
                .filter(Part::isText)
                .forEach(part -> text.append(part.delta()));
        return text.toString().isBlank()
                ? Optional.empty()
                : Optional.of(draft.withBody(StringNode.valueOf(text.toString())));
    }

    private Written deliver(OpenStream stream, Caller as, Draft draft, boolean aborted) {
        scanner.refuseSecrets(draft.body());
        var stamp = new Stamp(stream.id(), aborted);
        return stream.group() != null
                ? groupMessages.conclude(as, stream.group(), draft, stamp)
                : directMessages.conclude(
                        as, Objects.requireNonNull(stream.recipient()), draft, stamp);
    }

    private SentMessage announce(Ending ending) {
        OpenStream stream = ending.stream();
        Written written = ending.written();
        if (ending.now()) {
            broadcasts.ended(stream);
        }
        String state = "\"state\":\"" + stream.state().wire() + "\"";
        if (written != null) {
            SentMessage sent = messages.sent(stream.sender(), written);
            return new SentMessage(stream.id(), Payloads.with(state, sent.json()), false);
        }
        return repository
                .findMessage(stream.id())
                .map(payload -> Payloads.with(state, Payloads.answer(payload)))
                .map(answer -> new SentMessage(stream.id(), answer, true))
                .orElseGet(() ->
                        new SentMessage(
                                stream.id(), json.writeValueAsString(stream.status()), false));
    }

    /** By the database's clock, and for all servers: whichever looks first aborts it. */
    private void abortSilent() {
        try {
            List<OpenStream> silent = repository.findSilent(settings.silence(), MOST_A_SWEEP);
            silent.forEach(this::abortSilent);
        } catch (RuntimeException e) {
            logUnlessAway(e);
        }
    }

    private void abortSilent(OpenStream stream) {
        try {
            Ending ending = inTransaction(() -> abortIfUnchanged(stream, true));
            if (ending.now()) {
                SentMessage _ = announce(ending);
            }
        } catch (DomainException refusal) { // he may no longer say this to anybody
            dropSilent(stream);
        } catch (RuntimeException e) { // the others must have their turn
            logUnlessAway(e);
        }
    }

    private void dropSilent(OpenStream stream) {
        try {
            Ending ending = inTransaction(() -> abortIfUnchanged(stream, false));
            if (ending.now()) {
                broadcasts.ended(ending.stream());
            }
        } catch (RuntimeException e) {
            logUnlessAway(e);
        }
    }

    /** A chunk may have come since it was found to be silent. */
    private Ending abortIfUnchanged(OpenStream seen, boolean deliver) {
        OpenStream stream = repository.lock(seen.id()).orElseThrow(Streams::unknown);
        if (!stream.isOpen() || stream.lastSeq() != seen.lastSeq()) {
            return new Ending(stream, false, null);
        }
        return deliver
                ? write(stream, stream.opener(), State.ABORTED, null)
                : end(stream, State.ABORTED, null);
    }

    private static void logUnlessAway(RuntimeException fault) {
        if (!Faults.isDatabaseAway(fault)) {
            log.atError().setCause(fault).log("Silent stream not ended");
        }
    }
}
