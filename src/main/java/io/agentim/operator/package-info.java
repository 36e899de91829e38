/**
 * What an operator runs beside the server, from the same jar: {@code doctor}, {@code backup} and
 * {@code restore}. Nothing of the server is started for them.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "platform")
package io.agentim.operator;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
