package io.agentim.bench;

import io.agentim.bench.report.Report;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Measures the packaged server on this machine, in ratios to what PostgreSQL and Spring Boot do by
 * themselves here. {@code bin/benchmark} runs it.
 */
final class Benchmark {
    private static final Path OUTPUT = Path.of("target/benchmark");

    private Benchmark() {}

    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).contains("--help")) {
            System.out.print(Options.usage());
            return;
        }
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmark: " + e.getMessage() + "\n\n" + Options.usage());
            System.exit(2);
            return;
        }
        Report report = measure(options);
        report.writeTo(OUTPUT);
        System.out.printf("%n%s%nWritten to %s%n", report.toMarkdown(), OUTPUT);
        System.exit(0);
    }

    /** What fills the database gets a server of its own. */
    private static Report measure(Options options) throws Exception {
        var usual = EnumSet.copyOf(options.scenarios());
        boolean stored = usual.remove(Scenario.STORED);
        var report = new Report();
        if (!usual.isEmpty()) {
            measure(usual, options, report);
        }
        if (stored) {
            measure(EnumSet.of(Scenario.STORED), options, report);
        }
        return report;
    }

    private static void measure(Set<Scenario> scenarios, Options options, Report report)
            throws Exception {
        System.out.println("starting the server");
        try (var here = Surroundings.start(options)) {
            report.describe(Machine.describe(here));
            for (Scenario scenario : scenarios) {
                System.out.printf("%n%s: %s%n", scenario.title(), scenario.about());
                scenario.run(here, report);
            }
        }
    }
}
