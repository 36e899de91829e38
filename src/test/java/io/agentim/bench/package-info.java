/**
 * Benchmarks, which no build runs. {@link io.agentim.bench.Benchmark} is the one that anybody can
 * run, by {@code bin/benchmark}: a class for each {@link io.agentim.bench.Scenario}, the clients in
 * {@code load}, what is printed in {@code report}.
 */
@NullMarked
package io.agentim.bench;

import org.jspecify.annotations.NullMarked;
