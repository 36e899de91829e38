package io.agentim.platform.replica;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which other servers run on this database. Asked on every send, so it costs a look at a field. One
 * that is killed is counted for some twenty seconds longer: to look in vain is cheap, and to
 * believe oneself alone is not. Thread-safe.
 */
@Component
public class Replicas {
    /** On top of the time for which a row without heartbeats still counts. */
    private static final long MEMORY = Duration.ofSeconds(10).toNanos();

    private final UUID id = UUID.randomUUID();
    private final ConcurrentHashMap<UUID, Long> heardOf = new ConcurrentHashMap<>();
    private volatile Set<UUID> others = Set.of();

    /** Of this server, as long as it runs. */
    public UUID id() {
        return id;
    }

    public boolean hasOthers() {
        return !others.isEmpty();
    }

    /** As they are at this moment. */
    public Set<UUID> others() {
        return others;
    }

    /** These are there now. Who is not among them is forgotten after a while. */
    void heardOf(Collection<UUID> present) {
        long now = System.nanoTime();
        present.forEach(other -> heardOf.put(other, now));
        heardOf.values().removeIf(last -> now - last > MEMORY);
        others = Set.copyOf(heardOf.keySet());
    }

    /** That one has said that it stops. */
    void left(UUID other) {
        heardOf.remove(other);
        others = Set.copyOf(heardOf.keySet());
    }
}
