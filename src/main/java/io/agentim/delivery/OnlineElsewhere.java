package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.platform.replica.Replicas;

import org.springframework.stereotype.Component;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is online at the other replicas, as they last said: some seconds old. What one has said is
 * forgotten with it. Thread-safe.
 */
@Component
class OnlineElsewhere {
    /**
     * @param version rises with every change
     */
    record Share(long version, Set<AccountId> accounts) {}

    private final Replicas replicas;
    private volatile Map<UUID, Share> shares = Map.of();

    OnlineElsewhere(Replicas replicas) {
        this.replicas = replicas;
    }

    boolean contains(AccountId account) {
        return shares().anyMatch(share -> share.accounts().contains(account));
    }

    Set<AccountId> all() {
        return shares().flatMap(share -> share.accounts().stream()).collect(Collectors.toSet());
    }

    private Stream<Share> shares() {
        Set<UUID> others = replicas.others();
        return shares.entrySet().stream()
                .filter(share -> others.contains(share.getKey()))
                .map(Map.Entry::getValue);
    }

    /** Which version of each share is known here. */
    Map<UUID, Long> versions() {
        return shares.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().version()));
    }

    /** Of one thread at a time. */
    void update(Map<UUID, Share> changed) {
        var all = new HashMap<>(shares);
        all.putAll(changed);
        all.keySet().retainAll(replicas.others());
        shares = Map.copyOf(all);
    }
}
