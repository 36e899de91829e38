/**
 * The AgentIM server. Each package below is one feature; {@code platform} is what all of them need.
 */
@NullMarked
package io.agentim;

import org.jspecify.annotations.NullMarked;
