package io.agentim.bench;

import io.agentim.bench.load.ClosedLoop;
import io.agentim.bench.report.Goal;
import io.agentim.bench.report.Report;
import io.agentim.bench.report.Samples;
import io.agentim.support.Answer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a copy of a group's message costs beside a direct message, both over eight connections. Each
 * connection writes to a group of its own; the other members are the same in all of them, so they
 * queue for the same counters.
 */
final class GroupScenario {
    private static final int CONNECTIONS = 8;
    private static final int[] SIZES = {10, 100, 500}; // 500 is the largest group
    private static final int JUDGED = 100;
    private static final String DIRECT = "direct messages, connections: 8";

    private final Surroundings here;
    private final Report report;

    GroupScenario(Surroundings here, Report report) {
        this.here = here;
        this.report = report;
    }

    void run() throws Exception {
        var runs = new Runs();
        List<ClosedLoop.Script> scripts = new ArrayList<>();
        for (int size : SIZES) {
            scripts.add(toGroups(size));
        }
        ClosedLoop.Script direct = here.sends().inPairs(CONNECTIONS);
        for (int run = 1; run <= here.options().runs(); run++) {
            runs.add(DIRECT, here.sends().measure(CONNECTIONS, direct));
            for (int i = 0; i < SIZES.length; i++) {
                double messages = here.sends().measure(CONNECTIONS, scripts.get(i)).rate();
                runs.add(copiesIn(SIZES[i]), messages * (SIZES[i] - 1), "copies/s");
            }
        }
        runs.noteAll(report);
        for (int size : SIZES) {
            compare(size, runs.of(DIRECT).dividedBy(runs.of(copiesIn(size))));
        }
    }

    private void compare(int size, Samples cost) {
        String name = "cost of a copy in a group of %d ÷ direct message".formatted(size);
        if (size == JUDGED) {
            report.judge(name, cost, "", Goal.atMost(0.15));
        } else {
            report.note(name, cost, "");
        }
    }

    private static String copiesIn(int size) {
        return "copies to groups of %d, connections: 8".formatted(size);
    }

    private ClosedLoop.Script toGroups(int size) throws Exception {
        List<Account> members = here.newAccounts(size - 1);
        List<byte[]> requests = new ArrayList<>();
        for (Account owner : here.newAccounts(CONNECTIONS)) {
            String group = makeGroup(owner, members);
            requests.add(Sends.message(owner, group));
        }
        return requests::get;
    }

    private String makeGroup(Account owner, List<Account> members) {
        String ids = members.stream().map(m -> '"' + m.id() + '"').collect(Collectors.joining(","));
        Answer made =
                here.server()
                        .as(owner.key())
                        .post("/v1/groups", "{\"name\":\"bench\",\"members\":[" + ids + "]}");
        return made.hasStatus(201).text("id");
    }
}
