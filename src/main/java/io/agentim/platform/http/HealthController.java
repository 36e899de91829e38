package io.agentim.platform.http;

import io.agentim.platform.database.DatabaseClock;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Duration;
import java.util.Map;

import javax.sql.DataSource;

/**
 * Health on the main port, for load balancers and containers, without a credential (contract 1.1).
 */
@RestController
class HealthController {
    private final ApplicationAvailability availability;
    private final DataSource database;
    private final DatabaseClock clock;

    HealthController(
            ApplicationAvailability availability, DataSource database, DatabaseClock clock) {
        this.availability = availability;
        this.database = database;
        this.clock = clock;
    }

    /** The process lives; it says so also while the database is away. */
    @Public
    @GetMapping("/healthz")
    Map<String, String> live() {
        return Map.of("status", "ok");
    }

    /**
     * 200 while requests can be served, with a warning if the clocks differ by more than a minute
     * (promise P32); 503 at start, while draining, and while the database is away.
     */
    @Public
    @GetMapping("/readyz")
    ResponseEntity<Map<String, String>> ready() {
        if (availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC) {
            return notReady("starting or stopping");
        }
        try (var connection = database.getConnection()) {
            if (!connection.isValid(1)) {
                return notReady("database");
            }
        } catch (java.sql.SQLException _) {
            return notReady("database");
        }
        return ResponseEntity.ok(
                clock.alarmingSkew()
                        .map(skew -> Map.of("status", "ready", "warning", warning(skew)))
                        .orElse(Map.of("status", "ready")));
    }

    private static String warning(Duration skew) {
        return "the clocks of this machine and of the database differ by %d s"
                .formatted(skew.abs().toSeconds());
    }

    private static ResponseEntity<Map<String, String>> notReady(String why) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header("Retry-After", "1")
                .body(Map.of("status", "not ready", "reason", why));
    }
}
