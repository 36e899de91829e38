/** Figures of several runs, and how they are shown. Knows nothing of what was measured. */
@NullMarked
package io.agentim.bench.report;

import org.jspecify.annotations.NullMarked;
