package io.agentim.stress;

import io.agentim.stress.Fault.Counts;
import io.agentim.stress.Fault.Strike;

import java.util.List;
import java.util.Map;

/** All kinds of faults, with the numbers of table 2.4. */
final class Faults {
    static final List<Fault> ALL =
            List.of(
                    fault("F1", "kill -9 of the server", counts(3, 100, 300), ServerFaults::kill),
                    fault(
                            "F2",
                            "kill -9 at a point of the code",
                            counts(2, 160, 400),
                            FailPoints::strike),
                    fault("F3", "kill -9 of PostgreSQL", counts(5, 50, 200), DatabaseFaults::kill),
                    fault(
                            "F4",
                            "PostgreSQL stopped, fast or immediately",
                            counts(1, 30, 100),
                            DatabaseFaults::restart),
                    fault(
                            "F5",
                            "a backend ended each 100 ms",
                            counts(1, 10, 30),
                            DatabaseFaults::endBackends),
                    fault("F6", "PostgreSQL hangs", counts(1, 20, 60), DatabaseFaults::freeze),
                    fault(
                            "F7",
                            "the network to the database",
                            counts(2, 100, 250),
                            DatabaseFaults::network),
                    fault("F8", "the server is paused", counts(1, 20, 50), ServerFaults::pause),
                    new Fault(
                            "F9",
                            "two servers, one killed, stopped or cut off",
                            counts(0, 50, 150),
                            Ground.REPLICAS,
                            ReplicaFaults::strike),
                    fault("F10", "SIGTERM under load", counts(1, 50, 150), ServerFaults::terminate),
                    fault(
                            "F11",
                            "readers that never read",
                            counts(0, 5, 20),
                            ClientFaults::neverRead),
                    new Fault(
                            "F12",
                            "the database's disk is full",
                            counts(0, 10, 30),
                            Ground.SMALL_DISK,
                            ResourceFaults::fillDisk),
                    new Fault(
                            "F13",
                            "no file descriptors left",
                            counts(0, 5, 10),
                            Ground.FEW_FILES,
                            ResourceFaults::useUpFiles),
                    new Fault(
                            "F14",
                            "small heap, long backlog, many clients",
                            counts(0, 5, 10),
                            Ground.SMALL_HEAP,
                            ResourceFaults::fillHeap),
                    fault(
                            "F16",
                            "50 clients vanish in the middle",
                            counts(1, 100, 400),
                            ClientFaults::vanish),
                    fault(
                            "F17",
                            "reconnect storm after a restart",
                            counts(0, 5, 20),
                            ClientFaults::storm));

    /** Kinds that this program does not have, and where they are tried. */
    static final Map<String, String> ELSEWHERE =
            Map.of(
                    "F15", "clocks: PurgeScheduleTest, RetentionTest and their SettableClock",
                    "F18", "restore from a backup: no pg_dump among the embedded binaries");

    private Faults() {}

    private static Fault fault(String id, String what, Counts counts, Strike strike) {
        return new Fault(id, what, counts, Ground.PLAIN, strike);
    }

    private static Counts counts(int pr, int nightly, int release) {
        return new Counts(pr, nightly, release);
    }
}
