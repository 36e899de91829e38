package io.agentim.bench;

import io.agentim.bench.report.Report;
import io.agentim.bench.report.Samples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is measured in several runs, by name. */
final class Runs {
    private static final String SERVER_CPU = ", CPU of the server";
    private static final String GENERATOR_CPU = ", CPU of the load generator";

    private record Series(String unit, List<Double> values) {}

    private final Map<String, Series> all = new LinkedHashMap<>();

    void add(String name, double value, String unit) {
        all.computeIfAbsent(name, _ -> new Series(unit, new ArrayList<>())).values().add(value);
    }

    void add(String name, Load load) {
        add(name, load.rate(), "/s");
        add(name + SERVER_CPU, load.serverMicros(), "µs each");
        add(name + GENERATOR_CPU, load.generatorMicros(), "µs each");
    }

    Samples of(String name) {
        Series series = all.get(name);
        if (series == null) {
            throw new IllegalArgumentException(name + " was not measured");
        }
        return new Samples(series.values());
    }

    void noteAll(Report report) {
        all.forEach((name, series) -> report.note(name, of(name), series.unit()));
    }
}
