package io.agentim.platform.start;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Something that takes a while to stop, and does so together with the web server's graceful stop,
 * which it must not prolong (promise P28). Its {@link #stop()} may block.
 */
public interface StopsBesideServer extends SmartLifecycle {
    @Override
    default int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }

    @Override
    default void stop(Runnable done) {
        Thread.ofVirtual()
                .name("stop-" + getClass().getSimpleName())
                .start(() -> {
                    try {
                        stop();
                    } finally {
                        done.run();
                    }
                });
    }
}
