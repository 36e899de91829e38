package io.agentim.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects the figures of all scenarios; says each at once, and all of them at the end. */
public final class Report {
    private final List<Figure> figures = new ArrayList<>();
    private List<String> surroundings = List.of();

    /**
     * @param lines what the figures depend on: machine, versions, how it was measured
     */
    public void describe(List<String> lines) {
        surroundings = List.copyOf(lines);
    }

    /** A figure that has a goal. */
    public void judge(String name, Samples samples, String unit, Goal goal) {
        add(new Figure(name, samples, unit, goal));
    }

    /** A figure that explains others. */
    public void note(String name, Samples samples, String unit) {
        add(new Figure(name, samples, unit, null));
    }

    private void add(Figure figure) {
        figures.add(figure);
        System.out.printf(
                "  %s: %s (%s)%s%n",
                figure.name(),
                figure.value(),
                figure.spread(),
                figure.goal() == null ? "" : ", goal " + figure.goalText());
    }

    private List<Figure> judged() {
        return figures.stream().filter(f -> f.goal() != null).toList();
    }

    public String toMarkdown() {
        var text = new StringBuilder("# AgentIM server: benchmark\n\n");
        surroundings.forEach(line -> text.append("- ").append(line).append('\n'));
        if (!judged().isEmpty()) {
            text.append("\n## Against the goals\n\n").append(goals());
        }
        return text.append("\n## All that was measured\n\n").append(measured()).toString();
    }

    private Table goals() {
        var table = new Table("figure", "median", "least – greatest", "goal", "met");
        for (Figure figure : judged()) {
            table.add(
                    figure.name(),
                    figure.value(),
                    figure.spread(),
                    figure.goalText(),
                    figure.isMet() ? "yes" : "no");
        }
        return table;
    }

    private Table measured() {
        var table = new Table("figure", "median", "least – greatest");
        figures.stream()
                .filter(f -> f.goal() == null)
                .forEach(f -> table.add(f.name(), f.value(), f.spread()));
        return table;
    }

    /** Writes {@code report.md} and, if anything has a goal, {@code report.svg}. */
    public void writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("report.md"), toMarkdown());
        if (!judged().isEmpty()) {
            Files.writeString(
                    directory.resolve("report.svg"), new Chart(judged(), surroundings).toSvg());
        }
    }
}
