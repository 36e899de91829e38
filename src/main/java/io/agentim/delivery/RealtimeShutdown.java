package io.agentim.delivery;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import java.util.Comparator;
import java.util.List;

/**
 * Ends whatever clients wait on, before the web server begins its own graceful stop: that would
 * wait for open polls in vain and close WebSockets with 1001, on which the SDK reconnects in a
 * tight loop (promise P28).
 */
@Component
class RealtimeShutdown implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RealtimeShutdown.class);

    private final ApplicationContext context;
    private final List<Drainable> drainables;
    private volatile boolean running;

    RealtimeShutdown(ApplicationContext context, List<Drainable> drainables) {
        this.context = context;
        this.drainables =
                drainables.stream().sorted(Comparator.comparingInt(Drainable::drainOrder)).toList();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        log.info("Stopping: no longer ready");
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        drainables.forEach(RealtimeShutdown::drain);
        running = false;
    }

    private static void drain(Drainable drainable) {
        String name = drainable.getClass().getSimpleName();
        try {
            drainable.drain();
            log.atInfo().addKeyValue("part", name).log("Stopping: drained");
        } catch (RuntimeException e) { // the others must have their turn
            log.atError().addKeyValue("part", name).setCause(e).log("Stopping: drain failed");
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Higher phases stop first; the web server's graceful stop is somewhat lower. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    /** There is no way back from drained. */
    @Override
    public boolean isPauseable() {
        return false;
    }
}
