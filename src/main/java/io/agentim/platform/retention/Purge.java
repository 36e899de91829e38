package io.agentim.platform.retention;

import java.time.Duration;
import java.time.Instant;

/**
 * Something to be deleted, or closed, once it is old. A bean of this type is all it takes: one of
 * the servers on the database runs it, {@code every} so often.
 *
 * @param name of the job, in logs and metrics; may not change, as the database knows it
 * @param step does a part of the work
 */
public record Purge(String name, Duration every, Step step) {

    /** For what is found by its age, at most {@code limit} rows at a time. */
    public static Purge byAge(String name, Duration every, Deletion deletion) {
        return new Purge(
                name,
                every,
                (now, limit) -> {
                    int deleted = deletion.delete(now, limit);
                    return new Progress(deleted, deleted == limit);
                });
    }

    /**
     * Returns how many rows it has deleted; fewer than the limit mean that there are no more. As
     * {@link Step} otherwise.
     */
    @FunctionalInterface
    public interface Deletion {
        int delete(Instant now, int limit);
    }

    /**
     * A part of the work, in a transaction of its own, whose statements may take a second. It may
     * be rolled back, and carried out again with a smaller limit. What is not in the database must
     * go after the commit, and may have to go in a later run.
     */
    @FunctionalInterface
    public interface Step {

        /**
         * @param now by the database's clock, and known not to have leapt: take no other time
         * @param limit how many rows to touch at most
         */
        Progress take(Instant now, int limit);
    }

    /**
     * @param purged how many rows are gone
     * @param more whether another step would find something to do
     */
    public record Progress(int purged, boolean more) {}
}
