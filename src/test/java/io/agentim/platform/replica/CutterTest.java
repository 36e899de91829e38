package io.agentim.platform.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** What is cut for PostgreSQL's notifications comes together again, or is known to be missing. */
class CutterTest {
    private static final int POSTGRES_LIMIT = 8000; // a payload must be shorter

    private final Cutter cutter = new Cutter(UUID.randomUUID());
    private final Joiner joiner = new Joiner();

    private record Outcome(List<String> lines, int gaps) {}

    private Outcome join(List<String> payloads) {
        var lines = new ArrayList<String>();
        int gaps = 0;
        for (String payload : payloads) {
            Joiner.Joined joined = joiner.add(Part.parse(payload).orElseThrow());
            lines.addAll(joined.complete());
            gaps += joined.gap() ? 1 : 0;
        }
        return new Outcome(lines, gaps);
    }

    @Test
    void linesOfAnyLengthComeTogetherAgain() {
        List<String> lines =
                List.of("a", "", "x".repeat(20_000), "猫".repeat(9_000), "🐈".repeat(5_000), "b c");

        List<String> payloads = cutter.cut(lines);

        assertThat(payloads)
                .hasSizeGreaterThan(8)
                .allMatch(p -> p.getBytes(StandardCharsets.UTF_8).length < POSTGRES_LIMIT);
        assertThat(join(payloads)).isEqualTo(new Outcome(lines, 0));
    }

    @Test
    void manyShortLinesShareANotification() {
        List<String> lines = IntStream.range(0, 1000).mapToObj(i -> "items " + i).toList();

        List<String> payloads = cutter.cut(lines);

        assertThat(payloads).hasSize(2);
        assertThat(join(payloads).lines()).isEqualTo(lines);
    }

    @Test
    void whatIsMissingIsNoticedAndTheRestOfItsLineLeftOut() {
        join(cutter.cut(List.of("first")));
        List<String> lost = cutter.cut(List.of("lost"));
        List<String> cutShort = cutter.cut(List.of("y".repeat(10_000), "whole"));
        assertThat(lost).hasSize(1);
        assertThat(cutShort).hasSize(2);

        assertThat(join(cutShort.subList(1, 2))).isEqualTo(new Outcome(List.of("whole"), 1));
        assertThat(join(cutter.cut(List.of("next")))).isEqualTo(new Outcome(List.of("next"), 0));
    }

    /** A server that has just come knows nothing of what was told before, and needs not. */
    @Test
    void theFirstThatIsHeardIsNoGap() {
        cutter.cut(List.of("before"));

        assertThat(join(cutter.cut(List.of("now")))).isEqualTo(new Outcome(List.of("now"), 0));
    }

    @Test
    void whatOthersNotifyIsPassedOver() {
        assertThat(Part.parse("hello")).isEmpty();
        assertThat(Part.parse("a b c d")).isEmpty();
        assertThat(Part.parse(UUID.randomUUID() + " one . x")).isEmpty();
    }
}
