package io.agentim.stress;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** Carries a plan out, round by round. */
final class Runner {
    private static final Path HOME = Path.of("target/stress");

    /** Done to a site before its load begins: for bugs that are planted. */
    interface Preparation {
        void on(Site site) throws Exception;
    }

    /**
     * @param messagesPerSecond of all senders together
     * @param shortestCalm before each fault, during which the load does its work
     * @param longestFault even for those that may last longer
     */
    record Settings(
            double messagesPerSecond,
            Duration shortestCalm,
            Duration longestCalm,
            Duration longestFault) {
        Duration calm(long seed) {
            long span = longestCalm.minus(shortestCalm).toMillis();
            return shortestCalm.plusMillis(new Random(seed).nextLong(span + 1));
        }
    }

    private final Settings settings;
    private final Preparation preparation;
    private final PrintStream out;

    Runner(Settings settings, Preparation preparation, PrintStream out) {
        this.settings = settings;
        this.preparation = preparation;
        this.out = out;
    }

    Report run(Plan plan) throws Exception {
        out.println("seed " + plan.seed() + ", " + plan.size() + " faults");
        var report = new Report();
        for (Plan.Round round : plan.rounds()) {
            try {
                run(round, plan.seed(), report);
            } catch (Ground.UnavailableException e) {
                report.skip(round);
                out.println("SKIPPED " + round.ground() + ", " + e.getMessage());
            }
        }
        return report;
    }

    private void run(Plan.Round round, long seed, Report report) throws Exception {
        Path directory = newDirectory();
        out.printf(
                "%s: %d faults, history in %s%n", round.ground(), round.blows().size(), directory);
        try (var site = new Site(directory, round.ground(), settings.longestFault())) {
            var whenInterrupted = new Thread(() -> end(site));
            Runtime.getRuntime().addShutdownHook(whenInterrupted);
            try {
                suffer(site, round, seed, report);
            } finally {
                Runtime.getRuntime().removeShutdownHook(whenInterrupted);
            }
        }
    }

    private static void end(Site site) {
        try {
            site.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void suffer(Site site, Plan.Round round, long seed, Report report) throws Exception {
        site.start();
        preparation.on(site);
        site.load().start(seed, settings.messagesPerSecond());
        for (Plan.Blow blow : round.blows()) {
            strike(site, blow, report);
        }
        site.load().stop();
        site.load().drain();
        site.history().close();
        deadlocks(site);
        report.add(round, History.read(site.history().file()), site);
    }

    private void strike(Site site, Plan.Blow blow, Report report) {
        long began = System.nanoTime();
        try {
            site.suffer(blow.fault(), blow.seed(), settings.calm(blow.seed()));
        } catch (Exception | AssertionError e) {
            report.complain(blow.fault().id() + " seed " + blow.seed() + ": " + e);
        }
        out.printf(
                "  %s %s: %.1f s, %d accepted so far%n",
                blow.fault().id(),
                blow.fault().what(),
                (System.nanoTime() - began) / 1e9,
                site.load().acceptedCount());
    }

    /** Senders who lock crosswise would be slow, and nothing else would show it. */
    private static void deadlocks(Site site) throws Exception {
        long deadlocks =
                site.postgres().queryLong("select sum(deadlocks)::bigint from pg_stat_database");
        if (deadlocks > 0) {
            site.complain(deadlocks + " deadlocks in the database");
        }
    }

    private static Path newDirectory() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(HOME), "run").toAbsolutePath();
    }
}
