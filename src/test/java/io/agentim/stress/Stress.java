package io.agentim.stress;

import io.agentim.stress.Runner.Settings;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Breaks whatever can be broken around a server under load, and checks that no promise was: {@code
 * bin/stress}. Ends with 0 if all is well, 1 if a promise was broken, 2 if it was asked wrongly.
 */
public final class Stress {
    private static final String USAGE =
            """
            bin/stress [pr|nightly|release] [F1 F3 ...] [--count N] [--seed N] [--rate N] [--calm LEAST-MOST]
            bin/stress canaries [NAME ...]
            bin/stress check FILE

            Kinds of faults:
            """;
    private static final double RATE = 300;
    private static final Duration SHORTEST_CALM = Duration.ofSeconds(3);
    private static final Duration LONGEST_CALM = Duration.ofSeconds(10);
    private static final Duration LONGEST_FAULT = Duration.ofMinutes(1);

    private final List<Fault> kinds = new ArrayList<>();
    private ToIntFunction<Fault> count = fault -> Math.max(1, fault.counts().pr());
    private long seed = new SecureRandom().nextLong(1_000_000);
    private double rate = RATE;
    private Duration shortestCalm = SHORTEST_CALM;
    private Duration longestCalm = LONGEST_CALM;
    private boolean skipped;

    private Stress() {}

    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        int code =
                switch (words.isEmpty() ? "" : words.getFirst()) {
                    case "", "help", "--help" -> usage();
                    case "check" -> check(Path.of(words.get(1)));
                    case "canaries" -> Canaries.run(words.subList(1, words.size()), System.out);
                    default -> new Stress().run(words);
                };
        System.exit(code); // clients and their threads need not be waited for
    }

    private static int usage() {
        System.out.print(USAGE);
        Faults.ALL.forEach(fault -> System.out.printf("  %-4s %s%n", fault.id(), fault.what()));
        return 2;
    }

    private static int check(Path file) throws Exception {
        History history = History.read(file);
        List<Finding> findings = Checker.check(history);
        findings.forEach(System.out::println);
        System.out.println(history.size() + " entries, " + findings.size() + " findings");
        return findings.isEmpty() ? 0 : 1;
    }

    private int run(List<String> words) throws Exception {
        try {
            read(words.iterator());
        } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
            System.out.println("stress: " + e.getMessage());
            return usage();
        }
        if (kinds.isEmpty() && skipped) {
            return 2;
        }
        if (kinds.isEmpty()) {
            Faults.ELSEWHERE.forEach(Stress::sayElsewhere);
            kinds.addAll(Faults.ALL);
        }
        var settings = new Settings(rate, shortestCalm, longestCalm, LONGEST_FAULT);
        Report report = new Runner(settings, _ -> {}, System.out).run(Plan.of(kinds, count, seed));
        report.print(System.out);
        System.out.println("seed " + seed);
        return report.isClean() ? 0 : 1;
    }

    private void read(Iterator<String> words) {
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "pr" -> count = fault -> fault.counts().pr();
                case "nightly" -> count = fault -> fault.counts().nightly();
                case "release" -> count = fault -> fault.counts().release();
                case "--count" -> {
                    int each = Integer.parseInt(words.next());
                    count = _ -> each;
                }
                case "--seed" -> seed = Long.parseLong(words.next());
                case "--rate" -> rate = Double.parseDouble(words.next());
                case "--calm" -> calm(words.next());
                default -> kind(word);
            }
        }
    }

    private void calm(String range) {
        List<Duration> ends =
                Arrays.stream(range.split("-"))
                        .map(Long::parseLong)
                        .map(Duration::ofSeconds)
                        .toList();
        shortestCalm = ends.getFirst();
        longestCalm = ends.getLast();
    }

    private void kind(String id) {
        if (Faults.ELSEWHERE.containsKey(id)) {
            sayElsewhere(id, Faults.ELSEWHERE.get(id));
            skipped = true;
            return;
        }
        kinds.add(
                Faults.ALL.stream()
                        .filter(fault -> fault.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("what is " + id + "?")));
    }

    private static void sayElsewhere(String id, String where) {
        System.out.println("SKIPPED " + id + ", " + where);
    }
}
