package io.agentim.bench;

import org.HdrHistogram.Histogram;

/** In milliseconds, from when a request was due. */
record Latency(double median, double p99) {
    private static final double MICROS = 1000;

    /**
     * @param micros of all requests
     */
    static Latency of(Histogram micros) {
        return new Latency(
                micros.getValueAtPercentile(50) / MICROS, micros.getValueAtPercentile(99) / MICROS);
    }
}
