package io.agentim.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.stress.Entry.Channel;
import io.agentim.stress.Entry.Item;
import io.agentim.stress.Entry.Phase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checker on histories written by hand: what it must find, and what it must not. */
class HistoryTest {
    /**
     * @param findings the checks that must fail; no others
     */
    record Case(String name, Set<Check> findings, List<Entry> entries) {
        static Case parse(String block) {
            List<String> lines =
                    block.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
            String head = lines.getFirst();
            int colon = head.indexOf(':');
            Set<Check> expected =
                    Arrays.stream(head.substring(0, colon).strip().split(" "))
                            .filter(word -> !word.equals("clean"))
                            .map(Check::valueOf)
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Check.class)));
            return new Case(
                    head.substring(colon + 1).strip(),
                    expected,
                    lines.stream().skip(1).map(Entry::parse).toList());
        }

        @Override
        public String toString() {
            return findings + " " + name;
        }
    }

    static List<Case> cases() throws IOException {
        try (var in = HistoryTest.class.getResourceAsStream("histories.txt")) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(text.split("(?m)^== ")).skip(1).map(Case::parse).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatIsWrongAndNothingElse(Case history) {
        List<Finding> findings = Checker.check(History.of(history.entries().stream()));

        assertThat(findings.stream().map(Finding::check).collect(Collectors.toSet()))
                .as("%s", findings)
                .isEqualTo(history.findings());
    }

    @Test
    void eachCheckHasAHistoryThatFailsIt() throws IOException {
        assertThat(cases().stream().flatMap(c -> c.findings().stream())).contains(Check.values());
    }

    @Test
    void anEntrySurvivesTheFile() throws IOException {
        for (Case history : cases()) {
            for (Entry entry : history.entries()) {
                assertThat(Entry.parse(entry.toLine())).isEqualTo(entry);
            }
        }
    }

    /** {@code -Dhistory.entries=1000000} for the million that are to take less than a minute. */
    @Test
    void aLongHistoryIsCheckedSoon(@TempDir Path directory) throws IOException {
        int entries = Integer.getInteger("history.entries", 100_000);
        Path file = directory.resolve("history.jsonl");
        try (var history = new Recorder(file)) {
            int messages = entries / 4;
            for (int n = 0; n < messages; n++) {
                writeMessage(history, n, n == messages - 1 ? 1 : n + 2);
            }
        }

        long start = System.nanoTime();
        History history = History.read(file);
        List<Finding> findings = Checker.check(history);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(history.size()).isEqualTo(entries / 4 * 4);
        // Nobody drained these mailboxes, so nothing is missing; the last message is reordered.
        assertThat(Checker.count(findings)).containsEntry(Check.C1, 0).containsEntry(Check.C6, 1);
        assertThat(took).isLessThan(Duration.ofSeconds(60));
    }

    /** Sent, accepted, pushed and acknowledged; the last one under too small a number. */
    private static void writeMessage(Recorder history, int n, long seq) {
        String mailbox = "m" + n % 40;
        var message = new Entry.Outgoing("s" + n % 8, List.of(mailbox), "t" + n);
        history.add(Entry.send("p" + n, Phase.INVOKE, 10L * n, message, "", ""));
        history.add(Entry.send("p" + n, Phase.OK, 10L * n + 1, message, "i" + n, ""));
        history.add(
                Entry.read(
                        "w" + n,
                        10L * n + 2,
                        10L * n + 3,
                        mailbox,
                        Channel.WS,
                        List.of(Item.of("i" + n, seq, "t" + n))));
        history.add(Entry.ack("a", Phase.OK, 10L * n + 4, mailbox, "i" + n));
    }
}
