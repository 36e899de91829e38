/** How the server starts, and how it says in one line why it does not. */
@NullMarked
package io.agentim.platform.start;

import org.jspecify.annotations.NullMarked;
