/**
 * Notifications: listens to what the features publish, and keeps what their accounts should know.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "account",
            "delivery",
            "friend",
            "group",
            "message",
            "moment",
            "platform"
        })
package io.agentim.notification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
