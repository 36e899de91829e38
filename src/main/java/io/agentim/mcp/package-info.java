/**
 * The server as a set of tools for language models: MCP over Streamable HTTP at {@code /mcp}
 * (contract 7). What the tools do lies with the features, as {@code Tools} beside their
 * controllers; here is how they are described, called and answered.
 *
 * <p>Without sessions: a client sends its key with every request and keeps nothing that a restart
 * of the server could lose. Nothing is pushed either, as idle clients do not wake up from it; who
 * wants to wait calls a tool that waits.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"account", "delivery", "platform"})
package io.agentim.mcp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
