package io.agentim.stress;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/**
 * Which faults strike, in which order and with which choices: all of that follows from the seed.
 *
 * @param rounds what strikes one site; each is checked by itself
 */
record Plan(long seed, List<Round> rounds) {
    /** Some million entries at full load, which is what the checker holds in its memory. */
    private static final int MOST_IN_A_ROUND = 20;

    /** A fault and the seed of its choices. */
    record Blow(Fault fault, long seed) {}

    record Round(Ground ground, List<Blow> blows) {}

    static Plan of(List<Fault> kinds, ToIntFunction<Fault> count, long seed) {
        var random = new Random(seed);
        List<Round> rounds = new ArrayList<>();
        for (Ground ground : Ground.values()) {
            List<Blow> blows = new ArrayList<>();
            for (Fault fault : kinds) {
                for (int i = 0; fault.ground() == ground && i < count.applyAsInt(fault); i++) {
                    blows.add(new Blow(fault, random.nextLong()));
                }
            }
            Collections.shuffle(blows, random);
            for (int i = 0; i < blows.size(); i += MOST_IN_A_ROUND) {
                int end = Math.min(blows.size(), i + MOST_IN_A_ROUND);
                rounds.add(new Round(ground, List.copyOf(blows.subList(i, end))));
            }
        }
        return new Plan(seed, rounds);
    }

    int size() {
        return rounds.stream().mapToInt(round -> round.blows().size()).sum();
    }
}
