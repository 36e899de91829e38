/** Domain errors and the one place that turns them into problem+json (contract 1.4). */
@NullMarked
package io.agentim.platform.error;

import org.jspecify.annotations.NullMarked;
