package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.account.SecretScanner;
import io.agentim.message.OpenStream.State;
import io.agentim.message.OpenStream.Status;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.error.Faults;
import io.agentim.platform.http.Texts;
import io.agentim.platform.id.UuidV7;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Messages that are sent while they are being written. Whoever reads inboxes sees one message, once
 * it is whole; whoever watches sees it grow. A chunk that was answered with success is stored, so
 * any server on the database can take the next one, also after this one was killed.
 */
@Service
class Streams {
    private static final int MAX_TRIES = 5;

    private final StreamRepository repository;
    private final StreamAudience audience;
    private final Broadcasts broadcasts;
    private final StreamPlaces places;
    private final IdempotencyRepository earlier;
    private final SecretScanner scanner;
    private final RateLimits limits;
    private final StreamProperties settings;
    private final TransactionTemplate transaction;
    private final JdbcTemplate jdbc;
    private final UuidV7 ids;
    private final Clock clock;

    Streams(
            StreamRepository repository,
            StreamAudience audience,
            Broadcasts broadcasts,
            StreamPlaces places,
            IdempotencyRepository earlier,
            SecretScanner scanner,
            RateLimits limits,
            StreamProperties settings,
            TransactionTemplate transaction,
            JdbcTemplate jdbc,
            UuidV7 ids,
            Clock clock) {
        this.repository = repository;
        this.audience = audience;
        this.broadcasts = broadcasts;
        this.places = places;
        this.earlier = earlier;
        this.scanner = scanner;
        this.limits = limits;
        this.settings = settings;
        this.transaction = transaction;
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Starts a message, which counts as one send. Whether the sender may is judged now, and once
     * more at the end (promise P15).
     *
     * @throws DomainException as a send, but for the loop guard; {@code too_many_streams}
     */
    SentMessage open(Caller caller, Draft draft, @Nullable IdempotencyKey key) {
        Optional<SentMessage> repeated = repeated(caller.accountId(), key);
        if (repeated.isPresent()) {
            return repeated.get();
        }
        limits.take(Limit.SEND, caller.accountId().toString());
        if (repository.countOpen(caller.accountId()) >= settings.maxOpen()) {
            throw tooMany(settings.maxOpen());
        }
        return insert(caller, draft, key)
                .map(stream -> {
                    broadcasts.opened(stream);
                    return answer(stream, false);
                })
                .orElseGet(() -> repeatedMeanwhile(caller.accountId(), key));
    }

    private SentMessage repeatedMeanwhile(AccountId sender, @Nullable IdempotencyKey key) {
        limits.giveBack(Limit.SEND, sender.toString());
        return repeated(sender, key).orElseThrow(MessageService::stillRunning);
    }

    static DomainException tooMany(int most) {
        return DomainException.retryLater(
                ErrorCode.TOO_MANY_STREAMS,
                "you may have %d streams open, and watch as many".formatted(most),
                Duration.ofSeconds(1));
    }

    private Optional<SentMessage> repeated(AccountId sender, @Nullable IdempotencyKey key) {
        if (key == null || earlier.deleteExpired(sender, key.value())) {
            return Optional.empty();
        }
        return repository
                .findByKey(sender, key.value())
                .filter(e -> e.requestHash().equals(key.requestHash()))
                .map(e -> answer(e.stream(), true))
                .or(() ->
                        earlier.find(sender, key.value()).map(e -> MessageService.replay(e, key)));
    }

    private static SentMessage answer(OpenStream stream, boolean replayed) {
        String state =
                "\"state\":\"%s\",\"expected_seq\":%d"
                        .formatted(stream.state().wire(), stream.lastSeq() + 1);
        return new SentMessage(stream.id(), Payloads.with(state, stream.opening()), replayed);
    }

    /** Empty when another request with the same idempotency key came first. */
    private Optional<OpenStream> insert(Caller caller, Draft draft, @Nullable IdempotencyKey key) {
        try {
            return Optional.ofNullable(
                    transaction.execute(status -> {
                        UUID id = ids.next();
                        if (key != null && !claim(caller.accountId(), key, id)) {
                            return null;
                        }
                        OpenStream stream = streamOf(caller, draft, id);
                        repository.insert(stream);
                        return stream;
                    }));
        } catch (DataAccessException e) {
            throw key != null && Faults.isLockTimeout(e) ? MessageService.stillRunning() : e;
        }
    }

    private boolean claim(AccountId sender, IdempotencyKey key, UUID id) {
        jdbc.execute(MessageWriter.KEY_PATIENCE);
        return earlier.claim(sender, key, id, clock.instant());
    }

    private OpenStream streamOf(Caller caller, Draft draft, UUID id) {
        StreamPlaces.Place place = places.requireWritable(caller, draft, id);
        return new OpenStream(
                id,
                caller.accountId(),
                caller.displayName(),
                caller.credentialId(),
                place.recipient(),
                place.group(),
                place.threadId(),
                OpenStream.STORED.writeValueAsString(draft.inThread(place.threadId())),
                place.opening(),
                0,
                Texts.utf8Length(draft.body()),
                0,
                StreamAddition.tailOf(draft.body()),
                false,
                State.STREAMING);
    }

    /**
     * Adds the chunks that are new; those that are not are ignored, so that a sender may repeat
     * whatever it has no answer for.
     *
     * @throws DomainException {@code not_found}, {@code stream_ended}, {@code stream_gap}, {@code
     *     payload_too_large}, {@code secret_in_message}, {@code rate_limited}
     */
    Status append(Caller caller, String messageId, List<Chunk.Checked> chunks) {
        OpenStream stream = requireOwn(caller, messageId);
        limits.take(Limit.CHUNK, stream.wireId());
        for (int attempt = 1; attempt <= MAX_TRIES; attempt++) {
            requireOpen(stream);
            StreamAddition added = StreamAddition.of(stream, chunks);
            if (added.isEmpty()) {
                return stream.status();
            }
            refuseSecrets(stream, added);
            Optional<Boolean> stopRequested = repository.append(stream, added);
            if (stopRequested.isPresent()) {
                broadcasts.publish(stream, added);
                return new Status(
                        messageId, State.STREAMING.wire(), added.seq() + 1, stopRequested.get());
            }
            stream = requireOwn(caller, messageId); // somebody else was faster: look again
        }
        throw Faults.unavailable("other requests write to the same message, try again");
    }

    private void refuseSecrets(OpenStream stream, StreamAddition added) {
        scanner.refuseSecrets(added.textSince(stream.tail()));
        added.parts().forEach(part -> scanner.refuseSecrets(part.delta()));
    }

    /**
     * Asks the sender to stop, who sees it in the answers to its chunks and on its sockets.
     *
     * @throws DomainException {@code not_found} for one who may not watch it, {@code stream_ended}
     */
    Status requestStop(Caller caller, String messageId) {
        OpenStream stream = requireWatchable(caller, messageId);
        requireOpen(stream);
        repository.requestStop(stream.id());
        broadcasts.stopRequested(stream, caller.accountId());
        return new Status(messageId, stream.state().wire(), stream.lastSeq() + 1, true);
    }

    /**
     * One that the caller sees grow, or saw a moment ago.
     *
     * @throws DomainException {@code not_found}
     */
    OpenStream requireWatchable(Caller caller, String messageId) {
        Set<AccountId> self = Set.of(caller.accountId());
        return MessageId.parse(messageId)
                .flatMap(repository::find)
                .filter(stream -> !audience.mayWatch(stream, self).isEmpty())
                .orElseThrow(() ->
                        DomainException.notFound("there is no streamed message with this id"));
    }

    private OpenStream requireOwn(Caller caller, String messageId) {
        return MessageId.parse(messageId)
                .flatMap(repository::find)
                .filter(stream -> stream.sender().equals(caller.accountId()))
                .orElseThrow(Streams::unknown);
    }

    static DomainException unknown() {
        return DomainException.notFound("you have streamed no message with this id");
    }

    private static void requireOpen(OpenStream stream) {
        if (!stream.isOpen()) {
            throw ended(stream.state());
        }
    }

    static DomainException ended(State state) {
        return new DomainException(ErrorCode.STREAM_ENDED, "this message has been " + state.wire());
    }
}
