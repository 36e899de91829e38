package io.agentim.delivery.longpoll;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Which of the un-acked items a poll wants.
 *
 * @param maxAge what is older is left out; null: nothing is too old
 * @param newestFirst the newest of them, newest first, instead of the oldest, oldest first
 */
record Wanted(int limit, @Nullable Duration maxAge, boolean newestFirst) {
    static Wanted oldest(int limit) {
        return new Wanted(limit, null, false);
    }

    /** Whether nothing is passed over, so that the items come in the order of their numbers. */
    boolean isInOrder() {
        return maxAge == null && !newestFirst;
    }
}
