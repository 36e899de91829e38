package io.agentim.stress;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run has shown. */
final class Report {
    private static final int MOST_SHOWN = 50;

    private final Map<String, Integer> faults = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private long accepted;
    private int skipped;
    private long entries;

    void add(Plan.Round round, History history, Site site) {
        round.blows().forEach(blow -> faults.merge(blow.fault().id(), 1, Integer::sum));
        findings.addAll(Checker.check(history));
        complaints.addAll(site.complaints());
        complaints.addAll(site.load().unexpected());
        accepted += site.load().acceptedCount();
        entries += history.size();
    }

    /** That it did not happen is no reason to fail, and must not be overlooked. */
    void skip(Plan.Round round) {
        skipped += round.blows().size();
    }

    void complain(String what) {
        complaints.add(what);
    }

    boolean isClean() {
        return findings.isEmpty() && complaints.isEmpty();
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    long accepted() {
        return accepted;
    }

    /** Everything that is wrong, as text. */
    List<String> problems() {
        List<String> all = new ArrayList<>(complaints);
        findings.forEach(finding -> all.add(finding.toString()));
        return all;
    }

    void print(PrintStream out) {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("faults", faults.values().stream().mapToInt(Integer::intValue).sum());
        faults.forEach((kind, count) -> table.put("  " + kind, count));
        table.put("  SKIPPED", skipped);
        table.put("accepted messages", accepted);
        table.put("history entries", entries);
        Checker.count(findings)
                .forEach((check, count) -> table.put(check + " " + check.meaning(), count));
        table.put("other complaints", complaints.size());
        table.forEach((name, value) -> out.printf("%-80s %10s%n", name, value));
        problems().stream().limit(MOST_SHOWN).forEach(out::println);
        out.println(isClean() ? "CLEAN" : "BROKEN: " + problems().size() + " problems");
    }
}
