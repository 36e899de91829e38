/**
 * Groups: who is in them, in which role, and what each role may do. Their messages are the business
 * of {@code message}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"account", "delivery", "platform"})
package io.agentim.group;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
