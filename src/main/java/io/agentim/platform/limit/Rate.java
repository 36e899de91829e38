package io.agentim.platform.limit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many in such a time, written {@code 10/1s}, {@code 5/1m} or {@code 10/15m}; {@code 0} is no
 * limit at all.
 *
 * @param count the capacity of the bucket, which refills evenly over the period; 0 = unlimited
 */
public record Rate(long count, Duration period) {
    private static final Pattern FORM =
            Pattern.compile("([1-9][0-9]{0,8})/([1-9][0-9]{0,4})([smhd])");
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    static final Rate UNLIMITED = new Rate(0, Duration.ofSeconds(1));

    /** The largest first. */
    private enum Unit {
        DAY("d", 86_400),
        HOUR("h", 3_600),
        MINUTE("m", 60),
        SECOND("s", 1);

        private final String letter;
        private final long seconds;

        Unit(String letter, long seconds) {
            this.letter = letter;
            this.seconds = seconds;
        }

        static Unit of(String letter) {
            return Arrays.stream(values())
                    .filter(unit -> unit.letter.equals(letter))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Also what Spring calls to convert a setting. */
    public static Rate valueOf(String text) {
        if (text.equals("0")) {
            return UNLIMITED;
        }
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a rate such as 10/1s, 5/1m or 100/1h, nor 0 for no limit"
                            .formatted(text));
        }
        Unit unit = Unit.of(m.group(3));
        Duration period = Duration.ofSeconds(Long.parseLong(m.group(2)) * unit.seconds);
        return new Rate(Long.parseLong(m.group(1)), period);
    }

    boolean unlimited() {
        return count == 0;
    }

    /** In what time one token grows, in whole microseconds, which the database counts in. */
    Duration perToken() {
        return Duration.of(Math.max(1, period.toMillis() * 1000 / count), ChronoUnit.MICROS);
    }

    /** Whole seconds after which so many tokens more are there. */
    long secondsToRefill(long tokens) {
        return Math.ceilDiv(period.toNanos() / count * tokens, NANOS_PER_SECOND);
    }

    /** As it is written in a setting. */
    @Override
    public String toString() {
        if (unlimited()) {
            return "0";
        }
        long seconds = period.toSeconds();
        for (Unit unit : Unit.values()) {
            if (seconds % unit.seconds == 0) {
                return count + "/" + seconds / unit.seconds + unit.letter;
            }
        }
        throw new IllegalStateException("a period of whole seconds");
    }
}
