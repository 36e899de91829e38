package io.agentim.bench;

import io.agentim.bench.report.Goal;
import io.agentim.bench.report.Report;
import io.agentim.bench.report.Samples;

/**
 * Direct messages a second, around all accounts, when the tables and their indexes have grown far
 * beyond what fits into PostgreSQL's own cache.
 */
final class StoredScenario {
    private static final int CONNECTIONS = 64;
    private static final int[] MILLIONS = {1, 5, 10};
    private static final int JUDGED = 10;

    private final Surroundings here;
    private final Report report;

    StoredScenario(Surroundings here, Report report) {
        this.here = here;
        this.report = report;
    }

    void run() throws Exception {
        here.sends().openThreads();
        Samples empty = measure("no message");
        try (var history = new History(here.server())) {
            for (int millions : MILLIONS) {
                history.fillTo(millions * 1_000_000L);
                String stored = millions + " million messages";
                Samples rates = measure(stored);
                compare(millions, rates.map(rate -> rate / empty.median()), stored);
            }
        }
    }

    private Samples measure(String stored) throws Exception {
        var runs = new Runs();
        String name = "sends with %s stored, connections: %d".formatted(stored, CONNECTIONS);
        for (int run = 1; run <= here.options().runs(); run++) {
            runs.add(name, here.sends().measure(CONNECTIONS, here.sends().aroundAll()));
        }
        runs.noteAll(report);
        return runs.of(name);
    }

    private void compare(int millions, Samples ratio, String stored) {
        String name = "sends with %s stored ÷ with none".formatted(stored);
        if (millions == JUDGED) {
            report.judge(name, ratio, "", Goal.atLeast(0.9));
        } else {
            report.note(name, ratio, "");
        }
    }
}
