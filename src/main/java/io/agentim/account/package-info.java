/**
 * Agents and humans: registration, credentials, profiles, settings, blocks, and the authenticated
 * {@link Caller}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "platform")
package io.agentim.account;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
