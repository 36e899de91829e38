package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.platform.replica.ReplicaChannel;

import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * Tells the readers of an inbox that something changed in it. A wake-up is a hint and carries
 * nothing: the reader goes back to the table. Whoever subscribes first and reads then misses
 * nothing (promise P12). What has been committed here is told to the other replicas, too, and what
 * they tell wakes the readers here (promise P29). Thread-safe.
 */
@Component
public class WakeUps {
    /** Called on the thread of whoever made the change: must be quick and must not throw. */
    public interface Listener {
        /** There may be new items. */
        void onItems();

        /** The item with this number has been acknowledged. */
        default void onAck(long seq) {}

        /** Everything after one number up to another has been handed out by sync. */
        default void onSync(long after, long upTo) {}

        /** The newest number that it has read; 0: not known. */
        default long seen() {
            return 0;
        }

        /** It waits for acknowledgements, which may come through another replica. */
        default boolean isHeldUp() {
            return false;
        }
    }

    /** Ends with {@code close}. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    private static final String ITEMS = "items";
    private static final String SYNC = "sync";

    private final ReplicaChannel channel;
    private final ConcurrentHashMap<AccountId, List<Listener>> listeners =
            new ConcurrentHashMap<>();
    private final List<Consumer<Collection<AccountId>>> listenersToAll =
            new CopyOnWriteArrayList<>();
    private final List<ObjLongConsumer<AccountId>> listenersToAcks = new CopyOnWriteArrayList<>();
    private final List<Consumer<Collection<AccountId>>> listenersToCommits =
            new CopyOnWriteArrayList<>();

    WakeUps(ReplicaChannel channel) {
        this.channel = channel;
        channel.listen(ITEMS, text -> wakeReaders(List.of(account(text))));
        channel.listen(SYNC, this::onSyncElsewhere);
    }

    public Subscription subscribe(AccountId account, Listener listener) {
        listeners.compute(
                account, (_, present) -> with(present == null ? List.of() : present, listener));
        return () ->
                listeners.computeIfPresent(
                        account,
                        (_, present) -> {
                            var rest = present.stream().filter(l -> !l.equals(listener)).toList();
                            return rest.isEmpty() ? null : rest;
                        });
    }

    private static List<Listener> with(List<Listener> present, Listener listener) {
        var all = new ArrayList<Listener>(present.size() + 1);
        all.addAll(present);
        all.add(listener);
        return List.copyOf(all);
    }

    /**
     * From now on, whenever accounts are woken. As a {@link Listener} it must be quick and must not
     * throw.
     */
    public void subscribeToAll(Consumer<Collection<AccountId>> listener) {
        listenersToAll.add(listener);
    }

    /** The same for whatever item any account acknowledges: whose, and its number. */
    public void subscribeToAcks(ObjLongConsumer<AccountId> listener) {
        listenersToAcks.add(listener);
    }

    /** The same for what was committed by this process alone. */
    public void subscribeToCommits(Consumer<Collection<AccountId>> listener) {
        listenersToCommits.add(listener);
    }

    /** After a commit of this process, and after the sender has his answer. */
    public void wake(Collection<AccountId> accounts) {
        wakeReaders(accounts);
        listenersToCommits.forEach(listener -> listener.accept(accounts));
        accounts.forEach(account -> channel.tell(ITEMS, Long.toString(account.value())));
    }

    /** Whoever has committed it. */
    void wakeReaders(Collection<AccountId> accounts) {
        listenersToAll.forEach(listener -> listener.accept(accounts));
        for (AccountId account : accounts) {
            of(account).forEach(Listener::onItems);
        }
    }

    void acked(AccountId account, long seq) {
        listenersToAcks.forEach(listener -> listener.accept(account, seq));
        of(account).forEach(listener -> listener.onAck(seq));
    }

    void synced(AccountId account, long after, long upTo) {
        of(account).forEach(listener -> listener.onSync(after, upTo));
        channel.tell(SYNC, account.value() + " " + after + " " + upTo);
    }

    private void onSyncElsewhere(String text) {
        String[] numbers = text.split(" ", 3);
        long after = Long.parseLong(numbers[1]);
        long upTo = Long.parseLong(numbers[2]);
        of(account(numbers[0])).forEach(listener -> listener.onSync(after, upTo));
    }

    private static AccountId account(String text) {
        return new AccountId(Long.parseLong(text));
    }

    /** Accounts with somebody who waits for items: a view, which changes by itself. */
    Set<AccountId> waiting() {
        return listeners.keySet();
    }

    /** The newest number that all of the account's readers have read, as far as they know. */
    long seenByAll(AccountId account) {
        return of(account).stream().mapToLong(Listener::seen).min().orElse(0);
    }

    boolean isHeldUp(AccountId account) {
        return of(account).stream().anyMatch(Listener::isHeldUp);
    }

    private List<Listener> of(AccountId account) {
        return listeners.getOrDefault(account, List.of());
    }

    int accountsWithListeners() {
        return listeners.size();
    }
}
