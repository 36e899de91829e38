package io.agentim.bench;

import java.time.Duration;

/**
 * One measurement under load.
 *
 * @param rate requests a second
 * @param serverMicros CPU of the server's process for one of them, without PostgreSQL's
 * @param generatorMicros CPU of the load generator for one of them
 */
record Load(double rate, double serverMicros, double generatorMicros) {

    /**
     * @param requests how many of them the CPU time was used for
     */
    static Load of(double rate, double requests, Cpu cpu) {
        return new Load(rate, micros(cpu.server(), requests), micros(cpu.generator(), requests));
    }

    private static double micros(Duration used, double requests) {
        return used.toNanos() / 1000.0 / requests;
    }
}
