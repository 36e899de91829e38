package io.agentim.message;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountId;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.id.UuidV7;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.Optional;
import java.util.UUID;

/** Finds the thread that a message belongs to, by the rules of contract 2.2. Thread-safe. */
@Component
class Threads {
    private static final int REMEMBERED = 100_000;

    private final ThreadRepository repository;
    private final UuidV7 ids;

    /** Threads do not change and do not go, so what is here is never out of date. */
    private final Cache<Pair, ConversationThread> defaults =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    Threads(ThreadRepository repository, UuidV7 ids) {
        this.repository = repository;
        this.ids = ids;
    }

    /**
     * @param isNew it does not exist yet and is to be made together with its first message
     */
    record Found(ConversationThread thread, boolean isNew) {}

    /**
     * The thread for a direct message.
     *
     * @param wireId what the sender says, null for the pair's own
     * @param ofItsOwn without a {@code wireId}, each message opens a thread (the setting {@code
     *     default_thread: new})
     * @throws DomainException {@code forbidden} for a thread of other people, {@code
     *     invalid_request} for one of the sender's own with somebody else
     */
    Found find(AccountId sender, AccountId recipient, @Nullable String wireId, boolean ofItsOwn) {
        Pair pair = Pair.of(sender, recipient);
        if (wireId != null) {
            return findGiven(sender, pair, wireId);
        }
        if (ofItsOwn) {
            return new Found(new ConversationThread(ids.next(), pair, null, false), true);
        }
        ConversationThread known = defaults.getIfPresent(pair);
        if (known != null) {
            return new Found(known, false);
        }
        Optional<ConversationThread> stored = repository.findDefault(pair);
        stored.ifPresent(thread -> defaults.put(pair, thread));
        return stored.map(thread -> new Found(thread, false))
                .orElseGet(() ->
                        new Found(new ConversationThread(ids.next(), pair, null, true), true));
    }

    /** The same thread, which is made now if it is new. */
    ConversationThread findOrMake(
            AccountId sender, AccountId recipient, @Nullable String wireId, boolean ofItsOwn) {
        Found found = find(sender, recipient, wireId, ofItsOwn);
        return !found.isNew() || repository.insert(found.thread())
                ? found.thread()
                : find(sender, recipient, wireId, ofItsOwn).thread(); // somebody else was faster
    }

    private Found findGiven(AccountId sender, Pair pair, String wireId) {
        Optional<UUID> id = TypeId.parse(ConversationThread.PREFIX, wireId);
        Optional<ConversationThread> made =
                id.flatMap(repository::find).filter(thread -> thread.name() == null);
        if (made.isPresent()) {
            requirePair(made.get(), sender, pair);
            return new Found(made.get(), false);
        }
        return repository
                .findNamed(pair, wireId)
                .map(thread -> new Found(thread, false))
                .orElseGet(() ->
                        new Found(new ConversationThread(ids.next(), pair, wireId, false), true));
    }

    private static void requirePair(ConversationThread thread, AccountId sender, Pair pair) {
        if (!thread.pair().contains(sender)) {
            throw DomainException.forbidden("this thread belongs to others");
        }
        if (!thread.pair().equals(pair)) {
            throw DomainException.invalid(
                    "thread_id", "this thread is one of yours with somebody else than 'to'");
        }
    }

    /** Told of a thread that its first message has made, which will be asked for again. */
    void made(ConversationThread thread) {
        if (thread.isDefault()) {
            defaults.put(thread.pair(), thread);
        }
    }

    /**
     * The caller's own thread of this id on the wire.
     *
     * @throws DomainException {@code not_found}, or {@code forbidden} for one of other people
     */
    ConversationThread require(AccountId caller, String wireId) {
        Optional<ConversationThread> made =
                TypeId.parse(ConversationThread.PREFIX, wireId)
                        .flatMap(repository::find)
                        .filter(thread -> thread.name() == null);
        if (made.isPresent() && !made.get().pair().contains(caller)) {
            throw DomainException.forbidden("this thread belongs to others");
        }
        return made.or(() -> repository.findNewestNamed(caller, wireId))
                .orElseThrow(() -> DomainException.notFound("you have no thread with this id"));
    }
}
