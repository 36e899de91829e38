package io.agentim.platform.log;

import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What somebody will look for after an attack (promises 2.8). Whoever attacks also decides how
 * often it happens, so all of it is counted, but only so much of it is logged. Thread-safe.
 */
@Component
public class SecurityLog {
    private static final Logger log = LoggerFactory.getLogger(SecurityLog.class);
    private static final int MAX_LINES_PER_SECOND = 20;

    private static final class Second {
        private long second;
        private int lines;

        synchronized boolean hasRoom() {
            long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
            if (now != second) {
                second = now;
                lines = 0;
            }
            return ++lines <= MAX_LINES_PER_SECOND;
        }
    }

    private final MeterRegistry registry;
    private final Map<String, Second> seconds = new ConcurrentHashMap<>();

    SecurityLog(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * @param event one of few, in the form of the error codes
     * @param details no secrets, and nothing that a person has written
     */
    public void note(String event, Map<String, ?> details) {
        registry.counter("agentim.security.events", "event", event).increment();
        if (seconds.computeIfAbsent(event, _ -> new Second()).hasRoom()) {
            LoggingEventBuilder line = log.atInfo().addKeyValue("event", event);
            for (var detail : details.entrySet()) {
                line = line.addKeyValue(detail.getKey(), detail.getValue());
            }
            line.log("Security event");
        }
    }
}
