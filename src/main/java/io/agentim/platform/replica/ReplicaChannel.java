package io.agentim.platform.replica;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells the other replicas something within some milliseconds, as a rule: by {@code NOTIFY} on a
 * connection of its own, after the commit and never in anybody's transaction, where it would hold a
 * lock of the whole database. What is lost is made up for by looking: whoever listens is told when
 * there is a gap. Thread-safe.
 */
@Component
public class ReplicaChannel {
    private static final Logger log = LoggerFactory.getLogger(ReplicaChannel.class);

    static final String HELLO = "hello";
    static final String BYE = "bye";
    private static final String MISSING = "missing";

    private final Replicas replicas;
    private final boolean hints;
    private final Outbox outbox = new Outbox();
    private final Map<String, Consumer<String>> listeners = new ConcurrentHashMap<>();
    private final List<Runnable> gapListeners = new CopyOnWriteArrayList<>();
    private final Map<UUID, Joiner> joiners = new HashMap<>(); // of the listening thread

    ReplicaChannel(Replicas replicas, ReplicaProperties settings) {
        this.replicas = replicas;
        this.hints = settings.hints();
    }

    /**
     * Hands it over without waiting; nothing happens if this is the only replica.
     *
     * @param topic one word
     * @param text one line
     */
    public void tell(String topic, String text) {
        if (hints && replicas.hasOthers()) {
            outbox.put(topic + " " + text, MISSING);
        }
    }

    /**
     * What the others tell about this topic, one after the other: the listener must be quick and
     * must not throw.
     */
    public void listen(String topic, Consumer<String> listener) {
        listeners.put(topic, listener);
    }

    /** Called when the others may have told something that did not arrive. As {@link #listen}. */
    public void onGap(Runnable listener) {
        gapListeners.add(listener);
    }

    Outbox outbox() {
        return outbox;
    }

    void missed() {
        gapListeners.forEach(Runnable::run);
    }

    /** For one thread. */
    void receive(String payload) {
        Part part = Part.parse(payload).orElse(null);
        if (part == null || part.sender().equals(replicas.id())) {
            return;
        }
        if (!replicas.others().contains(part.sender())) {
            replicas.heardOf(List.of(part.sender()));
            joiners.keySet().retainAll(replicas.others());
        }
        if (part.isGreeting()) {
            receive(part.sender(), part.text());
            return;
        }
        Joiner.Joined joined = joiners.computeIfAbsent(part.sender(), _ -> new Joiner()).add(part);
        joined.complete().forEach(line -> receive(part.sender(), line));
        if (joined.gap()) {
            missed();
        }
    }

    private void receive(UUID sender, String line) {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case HELLO -> {} // heard of already
            case BYE -> replicas.left(sender);
            case MISSING -> missed();
            default -> hand(words[0], words.length < 2 ? "" : words[1]);
        }
    }

    /** Nobody listens to what another version of this server knows more. */
    private void hand(String topic, String text) {
        Consumer<String> listener = listeners.getOrDefault(topic, _ -> {});
        try {
            listener.accept(text);
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("topic", topic).setCause(e).log("Hint not understood");
        }
    }
}
