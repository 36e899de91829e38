package io.agentim.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.stress.Runner.Settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.time.Duration;

/**
 * Promises P1 to P11, P20, P26 to P28: what was answered with 2xx is there, once and in order,
 * after the server and PostgreSQL were killed five times each and more went wrong. A small plan of
 * {@code bin/stress}, which has the long ones.
 */
@Isolated // others would slow its restarts down
class StressIT {
    private static final long SEED = 42;
    private static final Settings SETTINGS =
            new Settings(
                    150, Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(5));

    @Test
    void keepsItsPromisesWhateverBreaks() throws Exception {
        var plan = Plan.of(Faults.ALL, fault -> fault.counts().pr(), SEED);

        Report report = new Runner(SETTINGS, _ -> {}, System.out).run(plan);

        report.print(System.out);
        assertThat(report.problems()).as("seed %d", SEED).isEmpty();
        assertThat(report.accepted()).isGreaterThan(1000);
    }
}
