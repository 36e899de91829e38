package io.agentim.delivery;

import io.agentim.account.AccountId;

import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * Tells the readers of an inbox that something changed in it. A wake-up is a hint and carries
 * nothing: the reader goes back to the table. Whoever subscribes first and reads then misses
 * nothing (promise P12). Thread-safe.
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
    }

    /** Ends with {@code close}. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    private final ConcurrentHashMap<AccountId, List<Listener>> listeners =
            new ConcurrentHashMap<>();
    private final List<Consumer<Collection<AccountId>>> listenersToAll =
            new CopyOnWriteArrayList<>();
    private final List<ObjLongConsumer<AccountId>> listenersToAcks = new CopyOnWriteArrayList<>();

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

    /** After the commit, and after the sender has his answer. */
    public void wake(Collection<AccountId> accounts) {
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
    }

    private List<Listener> of(AccountId account) {
        return listeners.getOrDefault(account, List.of());
    }

    int accountsWithListeners() {
        return listeners.size();
    }
}
