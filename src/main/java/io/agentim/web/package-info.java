/** The web client: serves its files. What it does, it does through the public API. */
@NullMarked
@ApplicationModule(allowedDependencies = "platform")
package io.agentim.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
