package io.agentim.bench.report;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as people read them: about three digits that mean something. */
public final class Numbers {
    private Numbers() {}

    public static String rounded(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** As it was written: 3, not 3.00. */
    static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
