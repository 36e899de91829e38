/**
 * Every account's inbox and the ways it reaches its owner: long poll, WebSocket, AIM, webhook.
 * Carries items as JSON and knows no feature; features call down into it and name the recipients.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"account", "platform"})
package io.agentim.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
