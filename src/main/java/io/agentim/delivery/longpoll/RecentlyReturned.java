package io.agentim.delivery.longpoll;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountId;
import io.agentim.delivery.Item;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;

/**
 * What pending has returned within the last second. A bot whose handler raises acknowledges nothing
 * and polls again at once, some 40 times a second; such a poll is slowed down (contract 2.2).
 * Thread-safe.
 */
@Component
class RecentlyReturned {
    private static final int MAX_ENTRIES =
            200_000; // beyond it, some bot in a loop is slowed down less

    private record Key(AccountId account, long seq) {}

    private final Cache<Key, Boolean> returned =
            Caffeine.newBuilder()
                    .expireAfterWrite(Duration.ofSeconds(1))
                    .maximumSize(MAX_ENTRIES)
                    .build();

    void add(AccountId account, List<Item> items) {
        items.forEach(item -> returned.put(new Key(account, item.seq()), true));
    }

    /** False for an empty list. */
    boolean containsAll(AccountId account, List<Item> items) {
        return !items.isEmpty()
                && items.stream()
                        .allMatch(item ->
                                returned.getIfPresent(new Key(account, item.seq())) != null);
    }
}
