package io.agentim.bench;

import io.agentim.bench.load.ClosedLoop;
import io.agentim.bench.report.Goal;
import io.agentim.bench.report.Report;

/**
 * Direct messages a second over HTTP, each answered after its commit, beside the yardstick's
 * transactions of the same run. Each connection has two accounts of its own, one that writes to the
 * other; and once more, the messages go around all accounts.
 */
final class SendScenario {
    private final Surroundings here;
    private final Report report;
    private final Runs runs = new Runs();

    SendScenario(Surroundings here, Report report) {
        this.here = here;
        this.report = report;
    }

    void run() throws Exception {
        here.sends().openThreads();
        for (int run = 1; run <= here.options().runs(); run++) {
            alone(1);
            pairs(1);
            alone(8);
            pairs(8);
            alone(32);
            pairs(64);
            pairs(256);
            runs.add(
                    "sends around all accounts, connections: 64",
                    here.sends().measure(64, here.sends().aroundAll()));
        }
        runs.noteAll(report);
        judge(1, 1, 0.5);
        judge(8, 8, 0.8);
        judge(64, 32, 1.3);
    }

    private void alone(int clients) throws Exception {
        double rate =
                here.yardstick()
                        .perSecond(clients, Yardstick.Recipients.ALL, here.options().length());
        runs.add(postgres(clients), rate, "/s");
    }

    private void pairs(int connections) throws Exception {
        ClosedLoop.Script script = here.sends().inPairs(connections);
        runs.add(sends(connections), here.sends().measure(connections, script));
    }

    private void judge(int connections, int clients, double goal) {
        report.judge(
                "sends ÷ PostgreSQL alone, %d ÷ %d clients".formatted(connections, clients),
                runs.of(sends(connections)).dividedBy(runs.of(postgres(clients))),
                "",
                Goal.atLeast(goal));
    }

    private static String sends(int connections) {
        return "sends, connections: %d".formatted(connections);
    }

    private static String postgres(int clients) {
        return "PostgreSQL alone, clients: %d".formatted(clients);
    }
}
