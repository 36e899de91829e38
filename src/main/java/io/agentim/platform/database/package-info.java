/** The PostgreSQL that the server brings along, and checks of the one it is given. */
@NullMarked
package io.agentim.platform.database;

import org.jspecify.annotations.NullMarked;
