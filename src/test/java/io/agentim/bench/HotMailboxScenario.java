package io.agentim.bench;

import io.agentim.bench.report.Goal;
import io.agentim.bench.report.Report;

/**
 * Everybody writes to one account, whose counter must number the messages one after the other,
 * beside clients of PostgreSQL that queue for one counter row.
 */
final class HotMailboxScenario {
    private static final int CONNECTIONS = 64;
    private static final int CLIENTS = 8;
    private static final String SENDS = "sends to one mailbox, connections: 64";
    private static final String ALONE = "PostgreSQL alone, one counter row, clients: 8";

    private final Surroundings here;
    private final Report report;

    HotMailboxScenario(Surroundings here, Report report) {
        this.here = here;
        this.report = report;
    }

    void run() throws Exception {
        var runs = new Runs();
        Account recipient = here.newAccounts(1).getFirst();
        var script =
                Sends.repeated(CONNECTIONS, i -> Sends.message(here.sends().account(i), recipient));
        for (int run = 1; run <= here.options().runs(); run++) {
            double alone =
                    here.yardstick()
                            .perSecond(CLIENTS, Yardstick.Recipients.ONE, here.options().length());
            runs.add(ALONE, alone, "/s");
            runs.add(SENDS, here.sends().measure(CONNECTIONS, script));
        }
        runs.noteAll(report);
        report.judge(
                "one mailbox ÷ one counter row, 64 ÷ 8 clients",
                runs.of(SENDS).dividedBy(runs.of(ALONE)),
                "",
                Goal.atLeast(3));
    }
}
