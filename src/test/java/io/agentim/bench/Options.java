package io.agentim.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the command line says.
 *
 * @param runs how often each figure is measured
 * @param length of one measurement under load
 * @param accounts over which load is spread
 * @param idle connections of each kind
 */
record Options(Set<Scenario> scenarios, int runs, Duration length, int accounts, int idle) {
    /** Enough for the pairs of 256 connections. */
    private static final int FEWEST_ACCOUNTS = 600;

    /**
     * @throws IllegalArgumentException saying what is wrong
     */
    static Options parse(String... arguments) {
        List<Scenario> scenarios = new ArrayList<>();
        int runs = 3;
        int seconds = 5;
        int accounts = 10_000;
        int idle = 10_000;
        for (Iterator<String> i = List.of(arguments).iterator(); i.hasNext(); ) {
            String argument = i.next();
            switch (argument) {
                case "--runs" -> runs = number(argument, i, 1);
                case "--seconds" -> seconds = number(argument, i, 1);
                case "--accounts" -> accounts = number(argument, i, FEWEST_ACCOUNTS);
                case "--idle" -> idle = number(argument, i, 10);
                default -> scenarios.add(scenario(argument));
            }
        }
        Set<Scenario> chosen = scenarios.isEmpty() ? Scenario.usual() : EnumSet.copyOf(scenarios);
        return new Options(chosen, runs, Duration.ofSeconds(seconds), accounts, idle);
    }

    private static Scenario scenario(String name) {
        for (Scenario scenario : Scenario.values()) {
            if (scenario.title().equals(name)) {
                return scenario;
            }
        }
        throw new IllegalArgumentException("there is no scenario " + name);
    }

    private static int number(String option, Iterator<String> rest, int least) {
        String value = rest.hasNext() ? rest.next() : "";
        if (!value.matches("[0-9]{1,8}") || Integer.parseInt(value) < least) {
            throw new IllegalArgumentException(
                    "%s must be followed by a number from %d on".formatted(option, least));
        }
        return Integer.parseInt(value);
    }

    static String usage() {
        return """
        Usage: bin/benchmark [scenario …] [--runs 3] [--seconds 5] [--accounts 10000] [--idle 10000]

        Scenarios, all but the last by default:
        """
                + Scenario.all().stream()
                        .map(s -> String.format(Locale.ROOT, "  %-8s %s%n", s.title(), s.about()))
                        .collect(Collectors.joining());
    }
}
