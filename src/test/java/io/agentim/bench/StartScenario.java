package io.agentim.bench;

import io.agentim.bench.report.Goal;
import io.agentim.bench.report.Report;
import io.agentim.support.ServerProcess;

import java.time.Duration;

/**
 * How long it takes from calling {@code bin/agentim} until the server is ready, on a database that
 * runs and has its schema; beside the time of an application with one entity and one route, from
 * the same libraries with the same options, but without the cache that {@code bin/agentim} makes.
 */
final class StartScenario {
    private static final String OURS = "start to ready, bin/agentim";
    private static final String BARE = "start to ready, bare Spring Boot with web and JPA";

    private final Surroundings here;
    private final Report report;

    StartScenario(Surroundings here, Report report) {
        this.here = here;
        this.report = report;
    }

    void run() throws Exception {
        var runs = new Runs();
        double _ = startServer(); // what comes from the disk comes from memory from now on
        double _ = startBare();
        for (int run = 1; run <= here.options().runs(); run++) {
            runs.add(OURS, startServer(), "s");
            runs.add(BARE, startBare(), "s");
        }
        runs.noteAll(report);
        report.judge(
                "start to ready ÷ bare Spring Boot application",
                runs.of(OURS).dividedBy(runs.of(BARE)),
                "",
                Goal.atMost(1));
    }

    private double startServer() throws Exception {
        try (var server = ServerProcess.create()) {
            server.byScript(Surroundings.SCRIPT)
                    .with("AGENTIM_DATABASE_URL", here.server().postgresUrl())
                    .with("AGENTIM_DATABASE_USERNAME", ServerProcess.POSTGRES_USER)
                    .with("AGENTIM_DATABASE_PASSWORD", here.server().postgresPassword());
            long start = System.nanoTime();
            server.launch();
            Ready.await(server.port(), "/readyz");
            return secondsSince(start);
        }
    }

    private double startBare() throws Exception {
        long start = System.nanoTime();
        try (var application = BareProcess.launch(here.server())) {
            Ready.await(application.port(), "/notes/1");
            return secondsSince(start);
        }
    }

    private static double secondsSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    }
}
