/** Typed, time-ordered ids. */
@NullMarked
package io.agentim.platform.id;

import org.jspecify.annotations.NullMarked;
