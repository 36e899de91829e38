/** Friendships: requests, their answers, and who is whose friend. */
@NullMarked
@ApplicationModule(allowedDependencies = {"account", "delivery", "platform"})
package io.agentim.friend;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
