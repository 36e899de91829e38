package io.agentim.bench;

import io.agentim.bench.Receivers.Channel;
import io.agentim.bench.load.OpenLoop;
import io.agentim.bench.load.Requests;
import io.agentim.bench.load.Stamps;
import io.agentim.bench.report.Goal;
import io.agentim.bench.report.Report;

import java.time.Duration;
import java.util.List;

/**
 * How long a message takes from the moment it was due to be sent until its receiver has it, at 30 %
 * of what the server can do at most; beside the yardstick's commits at the same rate.
 */
final class LatencyScenario {
    private static final double SHARE_OF_PEAK = 0.3;
    private static final int SENDERS = 64;
    private static final int RECEIVERS = 16;
    private static final int CLIENTS = 32;
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TEXT = 100;
    private static final String COMMIT = "commit, PostgreSQL alone";

    private final Surroundings here;
    private final Report report;
    private final Runs runs = new Runs();

    LatencyScenario(Surroundings here, Report report) {
        this.here = here;
        this.report = report;
    }

    void run() throws Exception {
        double peak = here.sends().measure(SENDERS, here.sends().inPairs(SENDERS)).rate();
        double rate = SHARE_OF_PEAK * peak;
        for (int run = 1; run <= here.options().runs(); run++) {
            runs.add("rate of the latencies", rate, "/s");
            add(COMMIT, here.yardstick().latency(CLIENTS, rate, here.options().length()));
            for (Channel channel : Channel.values()) {
                add(channel.title(), receive(channel, rate));
            }
        }
        runs.noteAll(report);
        judge(Channel.WEB_SOCKET);
        judge(Channel.AIM);
    }

    private void add(String name, Latency latency) {
        runs.add(name + ", median", latency.median(), "ms");
        runs.add(name + ", p99", latency.p99(), "ms");
    }

    private void judge(Channel channel) {
        report.judge(
                channel.title() + " ÷ commit, p99 at 30 % of peak",
                runs.of(channel.title() + ", p99").dividedBy(runs.of(COMMIT + ", p99")),
                "",
                Goal.atMost(3));
    }

    private Latency receive(Channel channel, double rate) throws Exception {
        List<Account> accounts = here.newAccounts(RECEIVERS);
        try (var receivers = Receivers.open(here, channel, accounts)) {
            long sent = send(accounts, rate, WARM_UP);
            receivers.await(sent, PATIENCE);
            receivers.forgetTimes();
            sent += send(accounts, rate, here.options().length());
            receivers.await(sent, PATIENCE);
            return receivers.latency();
        }
    }

    private long send(List<Account> recipients, double rate, Duration length) throws Exception {
        int[] turn = {0};
        return new OpenLoop(here.generator(), here.server().port(), 201)
                .run(
                        SENDERS,
                        rate,
                        length,
                        (connection, due) -> {
                            Account to = recipients.get(turn[0]++ % RECEIVERS);
                            return message(here.sends().account(connection), to, due);
                        });
    }

    private static byte[] message(Account from, Account to, long due) {
        String stamp = Stamps.stamp(due);
        return Requests.message(from.key(), to.id(), stamp + "x".repeat(TEXT - stamp.length()));
    }
}
