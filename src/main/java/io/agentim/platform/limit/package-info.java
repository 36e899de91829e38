/** Rate limits: one table of token buckets. */
@NullMarked
package io.agentim.platform.limit;

import org.jspecify.annotations.NullMarked;
