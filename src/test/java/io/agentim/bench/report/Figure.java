package io.agentim.bench.report;

import org.jspecify.annotations.Nullable;

/**
 * A line of the report.
 *
 * @param unit empty for a ratio
 * @param goal null for what only explains the others
 */
public record Figure(String name, Samples samples, String unit, @Nullable Goal goal) {

    String value() {
        return withUnit(Numbers.rounded(samples.median()));
    }

    String spread() {
        return Numbers.rounded(samples.least()) + " – " + Numbers.rounded(samples.greatest());
    }

    private String withUnit(String number) {
        return unit.isEmpty() ? number : number + " " + unit;
    }

    boolean isMet() {
        return goal != null && goal.isMetBy(samples.median());
    }

    /** The goal with its unit, empty without one. */
    String goalText() {
        return goal == null ? "" : withUnit(goal.text());
    }

    /** How many times its goal it is: what bars of different units have in common. */
    double timesGoal() {
        return goal == null ? 0 : samples.median() / goal.limit();
    }
}
