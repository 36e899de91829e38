package io.agentim.bench;

import io.agentim.bench.report.Goal;
import io.agentim.bench.report.Report;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What connections cost that wait: memory, each kind on a server that has just been started, since
 * one that has been busy hides it in what it has kept; and CPU, for pings, heartbeats and the next
 * poll, with a third of each kind.
 */
final class IdleScenario {
    private static final Duration WATCHED = Duration.ofSeconds(60); // one poll, two pings
    private static final Duration SETTLING = Duration.ofSeconds(30);
    private static final int FEW = 100;
    private static final String CPU = "idle CPU, all kinds together";

    private final Surroundings here;
    private final Report report;
    private final Runs runs = new Runs();
    private final int count;

    IdleScenario(Surroundings here, Report report) {
        this.here = here;
        this.report = report;
        this.count = Math.min(here.options().idle(), Resident.mostConnections());
    }

    /** One kind of connection, and how much memory it may take. */
    private enum Kind {
        WEB_SOCKET("WebSocket", 16),
        AIM("AIM link", 8),
        POLL("long poll", 8);

        private final String title;
        private final double goalKib;

        Kind(String title, double goalKib) {
            this.title = title;
            this.goalKib = goalKib;
        }

        String figure(int count) {
            return String.format(Locale.ROOT, "memory of a waiting %s, %,d of them", title, count);
        }
    }

    void run() throws Exception {
        List<Account> accounts = here.newAccounts(count);
        for (int run = 1; run <= here.options().runs(); run++) {
            for (Kind kind : Kind.values()) {
                runs.add(kind.figure(count), kibEach(kind, accounts), "KiB");
            }
        }
        watch(accounts);
        for (Kind kind : Kind.values()) {
            String figure = kind.figure(count);
            report.judge(figure, runs.of(figure), "KiB", Goal.atMost(kind.goalKib));
        }
        String figure = String.format(Locale.ROOT, "idle CPU, %,d connections, of a core", count);
        report.judge(figure, runs.of(CPU), "%", Goal.atMost(2));
    }

    private double kibEach(Kind kind, List<Account> accounts) throws Exception {
        here.restartServer();
        warmUp(accounts);
        long pid = here.server().pid();
        long before = Resident.kibAfterCollection(pid);
        try (var waiting = new Waiting(here)) {
            open(waiting, kind, accounts);
            return (Resident.kibAfterCollection(pid) - before) / (double) accounts.size();
        }
    }

    /** So that what the first connections load and make for all is there before. */
    private void warmUp(List<Account> accounts) throws Exception {
        try (var waiting = new Waiting(here)) {
            for (Kind kind : Kind.values()) {
                open(waiting, kind, accounts.subList(0, Math.min(FEW, accounts.size())));
            }
        }
    }

    private static void open(Waiting waiting, Kind kind, List<Account> accounts)
            throws IOException, InterruptedException {
        switch (kind) {
            case WEB_SOCKET -> waiting.openWebSockets(accounts);
            case AIM -> waiting.openAimLinks(accounts);
            case POLL -> waiting.openPolls(accounts);
        }
    }

    private void watch(List<Account> accounts) throws Exception {
        here.restartServer();
        try (var waiting = new Waiting(here)) {
            int third = accounts.size() / 3;
            waiting.openWebSockets(accounts.subList(0, third));
            waiting.openAimLinks(accounts.subList(third, 2 * third));
            waiting.openPolls(accounts.subList(2 * third, accounts.size()));
            waiting.keepAlive(SETTLING);
            for (int run = 1; run <= here.options().runs(); run++) {
                Cpu before = Cpu.now(here.server().pid());
                waiting.keepAlive(WATCHED);
                Duration used = Cpu.now(here.server().pid()).minus(before).server();
                runs.add(CPU, 100.0 * used.toNanos() / WATCHED.toNanos(), "%");
            }
        }
    }
}
