package io.agentim.delivery;

import io.agentim.account.AccountId;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What waits on behalf of accounts, for each account in the order of its coming. Thread-safe.
 *
 * @param <T> compared by identity
 */
public final class PerAccount<T> {
    private final ConcurrentHashMap<AccountId, List<T>> all = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    /** Returns all of the account's, the new one last. */
    public List<T> add(AccountId account, T one) {
        count.incrementAndGet();
        return all.merge(account, List.of(one), PerAccount::joined);
    }

    /** Returns false, and adds nothing, if the account has so many already. */
    public boolean addUnlessFull(AccountId account, T one, int most) {
        var after =
                all.compute(
                        account,
                        (_, present) -> {
                            List<T> some = present == null ? List.of() : present;
                            return some.size() < most ? joined(some, List.of(one)) : some;
                        });
        boolean added = after.contains(one);
        if (added) {
            count.incrementAndGet();
        }
        return added;
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** To be called once for each that was added. */
    public void remove(AccountId account, T one) {
        count.decrementAndGet();
        all.computeIfPresent(
                account,
                (_, some) -> {
                    List<T> rest = some.stream().filter(other -> !other.equals(one)).toList();
                    return rest.isEmpty() ? null : rest;
                });
    }

    /** As they are at this moment. */
    public List<T> of(AccountId account) {
        return all.getOrDefault(account, List.of());
    }

    /** Accounts for which something waits: a view, which changes by itself. */
    public Set<AccountId> accounts() {
        return all.keySet();
    }

    public void forEach(Consumer<T> action) {
        all.values().forEach(some -> some.forEach(action));
    }

    public int count() {
        return count.get();
    }
}
