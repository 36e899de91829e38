package io.agentim.bench.report;

/** What a figure should be, fixed before it was measured. */
public record Goal(Direction direction, double limit) {
    enum Direction {
        AT_LEAST,
        AT_MOST
    }

    public static Goal atLeast(double limit) {
        return new Goal(Direction.AT_LEAST, limit);
    }

    public static Goal atMost(double limit) {
        return new Goal(Direction.AT_MOST, limit);
    }

    boolean isMetBy(double value) {
        return direction == Direction.AT_LEAST ? value >= limit : value <= limit;
    }

    String text() {
        return (direction == Direction.AT_LEAST ? "≥ " : "≤ ") + Numbers.plain(limit);
    }
}
