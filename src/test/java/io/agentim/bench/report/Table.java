package io.agentim.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table that reads as well on a console as it renders in Markdown. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        rows.add(List.of(head));
    }

    void add(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException("not as many cells as the head has");
        }
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        appendRow(text, rows.getFirst());
        for (int column = 0; column < rows.getFirst().size(); column++) {
            text.append("|").append("-".repeat(width(column) + 2));
        }
        text.append("|\n");
        rows.subList(1, rows.size()).forEach(row -> appendRow(text, row));
        return text.toString();
    }

    private void appendRow(StringBuilder text, List<String> row) {
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            text.append("| ").append(cell).append(" ".repeat(width(column) - cell.length() + 1));
        }
        text.append("|\n");
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
