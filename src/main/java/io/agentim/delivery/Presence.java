package io.agentim.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountId;
import io.agentim.account.OnlineStatus;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Who is online: has a link open, or has polled within the last minute (contract 2.1), at whichever
 * replica. Of another one it is known some seconds later. Thread-safe.
 */
@Component
public class Presence implements OnlineStatus {
    private static final int MAX_POLLERS = 1_000_000;

    private final Connections connections;
    private final OnlineElsewhere elsewhere;
    private final Cache<AccountId, Boolean> polled =
            Caffeine.newBuilder()
                    .expireAfterWrite(Duration.ofSeconds(60))
                    .maximumSize(MAX_POLLERS)
                    .build();

    Presence(Connections connections, OnlineElsewhere elsewhere) {
        this.connections = connections;
        this.elsewhere = elsewhere;
    }

    public void polled(AccountId account) {
        polled.put(account, true);
    }

    @Override
    public boolean isOnline(AccountId account) {
        return polled.getIfPresent(account) != null
                || connections.isConnected(account)
                || elsewhere.contains(account);
    }

    /** Each account once, wherever and however often it is. */
    public Set<AccountId> online() {
        Set<AccountId> all = onlineHere();
        all.addAll(elsewhere.all());
        return all;
    }

    Set<AccountId> onlineHere() {
        polled.cleanUp();
        var all = new HashSet<>(polled.asMap().keySet());
        all.addAll(connections.connectedAccounts());
        return all;
    }
}
