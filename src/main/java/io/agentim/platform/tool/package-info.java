/**
 * What a feature offers to language models: {@link io.agentim.platform.tool.Tools}, beside its
 * controllers. How they are asked for is the business of {@code mcp}.
 */
@NullMarked
package io.agentim.platform.tool;

import org.jspecify.annotations.NullMarked;
