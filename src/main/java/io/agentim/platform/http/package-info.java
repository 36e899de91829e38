/** The HTTP server and what surrounds every request. */
@NullMarked
package io.agentim.platform.http;

import org.jspecify.annotations.NullMarked;
