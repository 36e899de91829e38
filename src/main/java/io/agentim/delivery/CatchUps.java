package io.agentim.delivery;

import io.agentim.account.AccountId;

import org.springframework.stereotype.Component;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which accounts are being handed their backlog at this moment, by sync or by pending. A socket
 * that has just opened waits for it, or the bot would get the same items twice (contract 3.2).
 * Thread-safe.
 */
@Component
public class CatchUps {
    private final ConcurrentHashMap<AccountId, Integer> running = new ConcurrentHashMap<>();

    /** From now until the returned action runs, which may be more than once. */
    public Runnable begin(AccountId account) {
        running.merge(account, 1, Integer::sum);
        var ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                running.computeIfPresent(account, (_, n) -> n == 1 ? null : n - 1);
            }
        };
    }

    boolean isRunning(AccountId account) {
        return running.containsKey(account);
    }
}
