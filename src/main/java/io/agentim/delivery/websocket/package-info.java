/** The WebSocket at /v1/ws (contract 3). */
@NullMarked
package io.agentim.delivery.websocket;

import org.jspecify.annotations.NullMarked;
