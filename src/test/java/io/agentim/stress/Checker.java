package io.agentim.stress;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Judges a history; an empty list means that every promise was kept in it. */
final class Checker {
    private Checker() {}

    static List<Finding> check(History history) {
        List<Finding> findings = new ArrayList<>(history.findings);
        MessageChecks.check(history, findings);
        OrderChecks.check(history, findings);
        AckChecks.check(history, findings);
        ServiceChecks.check(history, findings);
        return Collections.unmodifiableList(findings);
    }

    /** How often each check failed; all of them are there. */
    static Map<Check, Integer> count(List<Finding> findings) {
        var counts = new EnumMap<Check, Integer>(Check.class);
        for (Check check : Check.values()) {
            counts.put(check, 0);
        }
        findings.forEach(finding -> counts.merge(finding.check(), 1, Integer::sum));
        return counts;
    }
}
