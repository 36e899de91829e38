/**
 * What is kept for a while only, and how it goes: a feature has a {@link
 * io.agentim.platform.retention.Purge} for each such thing, and one of the servers on the database
 * carries it out for all.
 */
@NullMarked
package io.agentim.platform.retention;

import org.jspecify.annotations.NullMarked;
