/**
 * What every feature needs and no feature owns: errors, HTTP set-up, database, ids, limits. Depends
 * on nothing here.
 */
@NullMarked
@ApplicationModule(
        type = ApplicationModule.Type.OPEN,
        allowedDependencies = {})
package io.agentim.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
