package io.agentim.operator;

import java.io.PrintStream;
import java.util.List;

/**
 * Says in one line each what is well and what is not, before the first start as beside a running
 * server. It starts nothing, migrates nothing and writes nothing.
 */
final class Doctor {
    private static final List<Check> CHECKS =
            List.of(
                    new DatabaseCheckup(),
                    new DirectoryCheckup(),
                    new PortCheckup(),
                    new AddressCheckup(),
                    new ProcessCheckup());

    private final Settings settings;

    Doctor(Settings settings) {
        this.settings = settings;
    }

    /** Whether nothing has failed. */
    boolean examine(PrintStream out) {
        List<Finding> findings = CHECKS.stream().flatMap(check -> look(check).stream()).toList();
        findings.forEach(out::println);
        return findings.stream().noneMatch(finding -> finding.level() == Finding.Level.FAIL);
    }

    private List<Finding> look(Check check) {
        try {
            return check.look(settings);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (Exception e) { // whatever it is, the others must have their turn
            return List.of(Finding.fail(check.subject(), "cannot be looked at: " + e.getMessage()));
        }
    }
}
