/** Clients that cost little, and the two ways to load the server with them. */
@NullMarked
package io.agentim.bench.load;

import org.jspecify.annotations.NullMarked;
