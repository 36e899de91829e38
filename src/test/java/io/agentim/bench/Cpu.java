package io.agentim.bench;

import java.time.Duration;

/** CPU time that the server's process and the load generator, which is this one, have used. */
record Cpu(Duration server, Duration generator) {

    static Cpu now(long serverPid) {
        return new Cpu(
                used(ProcessHandle.of(serverPid).orElseThrow()), used(ProcessHandle.current()));
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    Cpu minus(Cpu earlier) {
        return new Cpu(server.minus(earlier.server), generator.minus(earlier.generator));
    }
}
