package io.agentim.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * One figure as several runs gave it, in their order. The median speaks for them; least and
 * greatest say how far to trust it.
 */
public record Samples(List<Double> values) {
    public Samples {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no run, no figure");
        }
        values = List.copyOf(values);
    }

    public static Samples of(double... values) {
        return new Samples(Arrays.stream(values).boxed().toList());
    }

    /** Run by run, so that what disturbed both sides of one run disturbs no ratio. */
    public Samples dividedBy(Samples others) {
        if (values.size() != others.values.size()) {
            throw new IllegalArgumentException("not of the same runs");
        }
        return new Samples(
                IntStream.range(0, values.size())
                        .mapToObj(run -> values.get(run) / others.values.get(run))
                        .toList());
    }

    public Samples map(DoubleUnaryOperator change) {
        return new Samples(values.stream().map(change::applyAsDouble).toList());
    }

    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double least() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    public double greatest() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
