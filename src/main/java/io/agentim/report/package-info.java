/** What accounts report to whoever runs the server: others, and messages. */
@NullMarked
@ApplicationModule(allowedDependencies = {"account", "platform"})
package io.agentim.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
