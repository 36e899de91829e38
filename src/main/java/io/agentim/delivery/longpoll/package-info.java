/** Long polling: waiting requests that hold neither a thread nor a connection (contract 2.2). */
@NullMarked
package io.agentim.delivery.longpoll;

import org.jspecify.annotations.NullMarked;
