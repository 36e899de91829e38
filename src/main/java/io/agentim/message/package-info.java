/** Messages between accounts: sending, threads and their history. */
@NullMarked
@ApplicationModule(allowedDependencies = {"account", "delivery", "file", "group", "platform"})
package io.agentim.message;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
