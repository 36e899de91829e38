package io.agentim.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * The figures that have a goal as bars, all on one scale: how many times the goal. Where the goals
 * are is one line. Takes the colours that the reader's page has, light or dark.
 */
final class Chart {
    private static final int WIDTH = 860;
    private static final int LEFT = 380;
    private static final int GOAL = 560;
    private static final int RIGHT = 700;
    private static final int TOP = 84;
    private static final int ROW = 28;
    private static final int BAR = 14;

    private static final String STYLE =
            """
            <style>
              text { font: 13px system-ui, sans-serif; fill: #1f2328 }
              .title { font-size: 17px; font-weight: 600 }
              .quiet { fill: #59636e }
              .met { fill: #1a7f64 }
              .missed { fill: #c4632b }
              .track { fill: #eff1f3 }
              .goal { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 3 3 }
              .paper { fill: #ffffff }
              @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3 }
                .quiet { fill: #9198a1 }
                .met { fill: #3fb68f }
                .missed { fill: #e08a56 }
                .track { fill: #21262d }
                .goal { stroke: #e6edf3 }
                .paper { fill: #0d1117 }
              }
            </style>
            """;

    private final List<Figure> figures;
    private final List<String> surroundings;

    Chart(List<Figure> figures, List<String> surroundings) {
        this.figures = figures;
        this.surroundings = surroundings;
    }

    String toSvg() {
        int bottom = TOP + figures.size() * ROW;
        int height = bottom + 28 + surroundings.size() * 18;
        var svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %1$d %2$d"
                    role="img" aria-label="Benchmark figures against their goals">
                """
                        .formatted(WIDTH, height));
        svg.append(STYLE);
        svg.append("<rect class=\"paper\" width=\"100%\" height=\"100%\" rx=\"8\"/>\n");
        text(svg, 24, 36, "title", "Measured against the goals");
        text(svg, GOAL - 14, TOP - 16, "quiet", "goal");
        text(svg, RIGHT + 12, TOP - 16, "met", "met");
        text(svg, RIGHT + 46, TOP - 16, "missed", "missed");
        for (int i = 0; i < figures.size(); i++) {
            bar(svg, figures.get(i), TOP + i * ROW);
        }
        svg.append(
                "<line class=\"goal\" x1=\"%d\" x2=\"%1$d\" y1=\"%d\" y2=\"%d\"/>\n"
                        .formatted(GOAL, TOP - 8, bottom));
        for (int i = 0; i < surroundings.size(); i++) {
            text(svg, 24, bottom + 28 + i * 18, "quiet", surroundings.get(i));
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, Figure figure, int y) {
        double end = Math.min(LEFT + (GOAL - LEFT) * figure.timesGoal(), RIGHT);
        int baseline = y + BAR - 2;
        svg.append("<g><title>%s</title>\n".formatted(escape(title(figure))));
        text(svg, 24, baseline, "", figure.name());
        rectangle(svg, "track", y, RIGHT);
        rectangle(svg, figure.isMet() ? "met" : "missed", y, end);
        text(svg, RIGHT + 12, baseline, "", figure.value());
        text(svg, RIGHT + 86, baseline, "quiet", figure.goalText());
        svg.append("</g>\n");
    }

    private static String title(Figure figure) {
        return "%s: %s, from %s; goal %s"
                .formatted(figure.name(), figure.value(), figure.spread(), figure.goalText());
    }

    private static void rectangle(StringBuilder svg, String kind, int y, double end) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                                + " rx=\"3\"/>%n",
                        kind,
                        LEFT,
                        y,
                        end - LEFT,
                        BAR));
    }

    private static void text(StringBuilder svg, int x, int y, String kind, String text) {
        svg.append(
                "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n"
                        .formatted(kind, x, y, escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
