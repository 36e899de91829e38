package io.agentim.platform.database;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether the database's clock can be believed when it says that something is old enough to be
 * deleted (promise P17). It is compared with what the monotonic clock says has passed, and with the
 * wall clock here; of a machine that boots with a wrong one, time is given to put it right.
 * Thread-safe.
 */
final class ClockGuard {
    private static final Logger log = LoggerFactory.getLogger(ClockGuard.class);
    static final Duration LEAP = Duration.ofHours(24);
    static final Duration SETTLING = Duration.ofMinutes(10);

    private @Nullable Reading first;
    private @Nullable Reading last;
    private @Nullable String alarm;

    /**
     * Three clocks at one moment.
     *
     * @param theirs the database's
     * @param ours this machine's
     * @param nanos {@link System#nanoTime()}
     */
    record Reading(Instant theirs, Instant ours, long nanos) {

        /** How far their clock has moved since then beyond what has passed. */
        Duration leapSince(Reading then) {
            return Duration.between(then.theirs, theirs).minusNanos(nanos - then.nanos);
        }
    }

    /**
     * Also remembers the reading, for the next one. Not one that shows a leap: the doubt lasts
     * until the clock is back, or the server is started anew.
     */
    synchronized boolean trusts(Reading reading) {
        if (first == null || last == null) {
            first = reading;
            last = reading;
        }
        note(doubtAbout(reading, last));
        if (alarm != null) {
            return false;
        }
        last = reading;
        return reading.nanos - first.nanos >= SETTLING.toNanos();
    }

    private static @Nullable String doubtAbout(Reading reading, Reading last) {
        if (reading.leapSince(last).compareTo(LEAP) > 0) {
            return "The database's clock has leapt ahead: nothing is purged until it is put right,"
                    + " or the servers are restarted to confirm it";
        }
        if (Duration.between(reading.ours, reading.theirs).abs().compareTo(LEAP) > 0) {
            return "The clocks of this machine and of the database differ by more than a day:"
                    + " nothing is purged until they are put right";
        }
        return null;
    }

    private void note(@Nullable String doubt) {
        if (doubt != null && !doubt.equals(alarm)) {
            log.error(doubt);
        } else if (doubt == null && alarm != null) {
            log.info("The database's clock can be trusted again");
        }
        alarm = doubt;
    }

    synchronized boolean isAlarmed() {
        return alarm != null;
    }
}
