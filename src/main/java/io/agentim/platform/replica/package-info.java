/**
 * Several servers on one PostgreSQL (promise P29): who else is there, and a way to tell them
 * something at once. Nothing may depend on what is told arriving: behind each hint there is a look
 * at the database.
 */
@NullMarked
package io.agentim.platform.replica;

import org.jspecify.annotations.NullMarked;
