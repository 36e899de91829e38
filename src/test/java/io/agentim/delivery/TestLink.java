package io.agentim.delivery;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a transport's test must be able to do for {@link DeliveryContract}: a client's open link.
 */
public interface TestLink extends AutoCloseable {
    /** Much longer than anything takes, even on a busy machine. */
    Duration PATIENCE = Duration.ofSeconds(20);

    /** The next item that is pushed, if one comes within that time. */
    Optional<JsonNode> poll(Duration patience);

    /** The next items, all of which must come. */
    default List<JsonNode> next(int count) {
        var items = new ArrayList<JsonNode>();
        while (items.size() < count) {
            items.add(
                    poll(PATIENCE)
                            .orElseThrow(() ->
                                    new AssertionError(
                                            items.size() + " came instead of " + count)));
        }
        return items;
    }

    /** Does not throw. */
    @Override
    void close();
}
