package io.agentim.platform.limit;

import java.time.Duration;
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
    static final Rate UNLIMITED = new Rate(0, Duration.ofSeconds(1));

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
        long n = Long.parseLong(m.group(2));
        Duration period =
                switch (m.group(3)) {
                    case "s" -> Duration.ofSeconds(n);
                    case "m" -> Duration.ofMinutes(n);
                    case "h" -> Duration.ofHours(n);
                    default -> Duration.ofDays(n);
                };
        return new Rate(Long.parseLong(m.group(1)), period);
    }

    boolean unlimited() {
        return count == 0;
    }
}
