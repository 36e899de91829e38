package io.agentim.stress;

import io.agentim.stress.Entry.Channel;
import io.agentim.stress.Entry.Item;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;

/**
 * Holds a connection, and opens the next one when it ends. Acknowledges nearly all that comes: more
 * than 500 items under way, and the server would wait.
 */
final class PushReader extends Reader {
    private static final int LEFT_UNACKED = 50;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** A connection on which items come. */
    interface Feed extends AutoCloseable {
        /** Null: none came in time. */
        @Nullable JsonNode poll(Duration patience);

        boolean isOpen();

        @Override
        void close();
    }

    /** Throws {@link java.io.UncheckedIOException} if there is nobody to connect to. */
    interface Opener {
        Feed open(Load load, Account self);
    }

    private final Channel channel;
    private final Opener opener;
    private int connections;

    PushReader(Load load, Account self, Channel channel, Opener opener) {
        super(load, self);
        this.channel = channel;
        this.opener = opener;
    }

    @Override
    void readOnce() {
        String proc = channel + "-" + self.number() + "-" + ++connections;
        long began = load.history().now();
        try (Feed feed = opener.open(load, self)) {
            while (load.isReading() && feed.isOpen()) {
                JsonNode node = feed.poll(LOOK_AGAIN);
                if (node != null) {
                    Item item = item(node);
                    note(proc, channel, began, List.of(item));
                    if (item.seq() % LEFT_UNACKED != 0) {
                        ack(item);
                    }
                }
            }
        }
    }
}
