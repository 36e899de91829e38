/**
 * Moments: what accounts show to the public, to their friends or to themselves, with likes and
 * comments.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"account", "delivery", "file", "platform"})
package io.agentim.moment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
