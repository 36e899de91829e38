package io.agentim.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

/** The arithmetic of the benchmark and what it prints. */
class ReportTest {
    @TempDir private Path directory;

    @Test
    void theMedianSpeaksForTheRuns() {
        assertThat(Samples.of(9, 1, 2).median()).isEqualTo(2);
        assertThat(Samples.of(4, 1, 2, 100).median()).isEqualTo(3);
        assertThat(Samples.of(9, 1, 2).least()).isEqualTo(1);
        assertThat(Samples.of(9, 1, 2).greatest()).isEqualTo(9);
        assertThatThrownBy(Samples::of).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRatioIsTakenRunByRun() {
        Samples ratio = Samples.of(10, 40, 30).dividedBy(Samples.of(10, 20, 10));

        assertThat(ratio.values()).containsExactly(1.0, 2.0, 3.0);
        assertThatThrownBy(() -> ratio.dividedBy(Samples.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aGoalIsMetUpToItsVeryLimit() {
        assertThat(Goal.atLeast(1.3).isMetBy(1.3)).isTrue();
        assertThat(Goal.atLeast(1.3).isMetBy(1.29)).isFalse();
        assertThat(Goal.atMost(3).isMetBy(3)).isTrue();
        assertThat(Goal.atMost(3).isMetBy(3.1)).isFalse();
        assertThat(Goal.atMost(3).text()).isEqualTo("≤ 3");
    }

    @Test
    void numbersShowWhatMeansSomething() {
        assertThat(Numbers.rounded(12_345.6)).isEqualTo("12,346");
        assertThat(Numbers.rounded(45.67)).isEqualTo("45.7");
        assertThat(Numbers.rounded(1.318)).isEqualTo("1.32");
        assertThat(Numbers.rounded(0.0142)).isEqualTo("0.014");
    }

    @Test
    void saysInTheTableWhichGoalIsMissed() {
        assertThat(report().toMarkdown())
                .contains("- 2 cores")
                .contains("| fast enough | 1.40     | 1.35 – 1.50      | ≥ 1.3    | yes |")
                .contains("| too <heavy> | 20.0 KiB | 20.0 – 20.0      | ≤ 16 KiB | no  |")
                .contains("| for comparison | 8,700 /s |");
    }

    @Test
    void drawsEachGoalAsABarThatStaysOnItsTrack() throws Exception {
        report().writeTo(directory);

        assertThat(directory.resolve("report.md")).content().isEqualTo(report().toMarkdown());
        Document svg = parse(Files.readString(directory.resolve("report.svg")));
        var rectangles = svg.getElementsByTagName("rect");
        assertThat(rectangles.getLength()).isEqualTo(1 + 2 * 3); // paper; track and bar of each
        double track = width(svg, 1);
        assertThat(width(svg, 2)).isGreaterThan(180).isLessThan(track); // 1.08 times its goal
        assertThat(kind(svg, 2)).isEqualTo("met");
        assertThat(kind(svg, 4)).isEqualTo("missed");
        assertThat(width(svg, 6)).isEqualTo(track); // ten times its goal
    }

    private static Report report() {
        var report = new Report();
        report.describe(List.of("2 cores"));
        report.judge("fast enough", Samples.of(1.4, 1.35, 1.5), "", Goal.atLeast(1.3));
        report.judge("too <heavy>", Samples.of(20), "KiB", Goal.atMost(16));
        report.judge("far beyond", Samples.of(30), "", Goal.atLeast(3));
        report.note("for comparison", Samples.of(8700), "/s");
        return report;
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new org.xml.sax.InputSource(new java.io.StringReader(xml)));
    }

    private static double width(Document svg, int rectangle) {
        return Double.parseDouble(attribute(svg, rectangle, "width"));
    }

    private static String kind(Document svg, int rectangle) {
        return attribute(svg, rectangle, "class");
    }

    private static String attribute(Document svg, int rectangle, String name) {
        return svg.getElementsByTagName("rect")
                .item(rectangle)
                .getAttributes()
                .getNamedItem(name)
                .getNodeValue();
    }
}
