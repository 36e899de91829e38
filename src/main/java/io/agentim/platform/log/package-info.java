/** What log lines look like, and what must never be in one. */
@NullMarked
package io.agentim.platform.log;

import org.jspecify.annotations.NullMarked;
