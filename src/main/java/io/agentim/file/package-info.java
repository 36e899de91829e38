/**
 * Files and avatars that accounts upload: kept on the disk of this server, and shown so that they
 * cannot run in its name.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"account", "platform"})
package io.agentim.file;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
