package io.agentim.platform.error;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;

/** What an exception means to a caller, the same for every transport. */
public final class Faults {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    /**
     * Query cancelled by statement_timeout, lock timeout, disk full, out of memory or connections,
     * shutdown, read only.
     */
    private static final Set<String> PASSING_STATES =
            Set.of(
                    "57014", "55P03", "53100", "53200", "53300", "53400", "57P01", "57P02", "57P03",
                    "25006");

    /**
     * The pool's words, without a state, to whoever goes on with a connection that it has given up:
     * the rollback of a transaction whose connection is lost ends so, and hides the reason.
     */
    private static final String CLOSED = "Connection is closed";

    private Faults() {}

    /**
     * The refusal to answer with. Anything but a refusal of our own or a missing database is {@link
     * ErrorCode#INTERNAL_ERROR}, and the transport logs it.
     */
    public static DomainException toRefusal(Throwable fault) {
        for (Throwable cause : chain(fault)) {
            if (cause instanceof DomainException refusal) {
                return refusal;
            }
        }
        if (isDatabaseAway(fault)) {
            return unavailable("the database is not reachable at the moment, try again");
        }
        return new DomainException(ErrorCode.INTERNAL_ERROR, "something went wrong on our side");
    }

    public static DomainException unavailable(String detail) {
        return DomainException.retryLater(ErrorCode.UNAVAILABLE, detail, TRY_AGAIN);
    }

    /**
     * A lost or refused connection, or a condition of the database that passes: never a fault of
     * the caller.
     */
    public static boolean isDatabaseAway(Throwable fault) {
        for (Throwable cause : chain(fault)) {
            if (cause instanceof SQLException sql && isPassing(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPassing(SQLException fault) {
        if (fault instanceof SQLTransientConnectionException) {
            return true; // the pool's own time-out, which has no state
        }
        String state = fault.getSQLState();
        return state == null
                ? CLOSED.equals(fault.getMessage())
                : state.startsWith("08") || PASSING_STATES.contains(state);
    }

    /** A lock was not free within the time that the statement allowed itself. */
    public static boolean isLockTimeout(Throwable fault) {
        for (Throwable cause : chain(fault)) {
            if (cause instanceof SQLException sql && "55P03".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private static Iterable<Throwable> chain(Throwable fault) {
        var causes = new java.util.LinkedHashSet<Throwable>();
        for (@Nullable Throwable t = fault; t != null && causes.add(t); ) {
            t = t.getCause();
        }
        return causes;
    }
}
