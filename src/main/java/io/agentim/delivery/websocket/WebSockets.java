package io.agentim.delivery.websocket;

import io.agentim.account.Caller;
import io.agentim.delivery.Connection.CloseReason;
import io.agentim.delivery.Connections;
import io.agentim.delivery.DeliveryExecutors;
import io.agentim.delivery.Drainable;
import io.agentim.delivery.UnreadCounts;
import io.agentim.platform.error.Faults;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** All sockets, from the upgrade to the close. Thread-safe. */
@Component
class WebSockets implements Drainable {
    private static final Logger log = LoggerFactory.getLogger(WebSockets.class);

    /** A client that does not answer our close frame keeps its socket half open for so long. */
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(1);

    private final Connections connections;
    private final ClientFrames frames;
    private final List<UnreadCounts> unread;
    private final DeliveryExecutors executors;
    private final JsonMapper json;
    private volatile boolean draining;

    WebSockets(
            Connections connections,
            ClientFrames frames,
            List<UnreadCounts> unread,
            DeliveryExecutors executors,
            JsonMapper json,
            MeterRegistry meters) {
        this.connections = connections;
        this.frames = frames;
        this.unread = unread;
        this.executors = executors;
        this.json = json;
        Gauge.builder("agentim.connections", connections, c -> c.count(WebSocketConnection.class))
                .tag("transport", "websocket")
                .description("Links that clients keep open")
                .register(meters);
    }

    /**
     * @throws io.agentim.platform.error.DomainException {@code unavailable}: the server stops
     */
    void requireRunning() {
        if (draining) {
            throw Faults.unavailable("the server is stopping");
        }
    }

    WebSocketConnection newConnection(
            Caller caller, OptionalLong resumeAfter, boolean extendedEvents, Runnable leave) {
        return new WebSocketConnection(caller, resumeAfter, extendedEvents, this, leave);
    }

    ClientFrames frames() {
        return frames;
    }

    /** The summary is the first frame; items follow. */
    void opened(WebSocketConnection connection) {
        sendSummary(connection);
        connections.opened(connection);
        if (!connection.isOpen()) {
            connections.closed(connection); // it went while it was being registered
        } else if (draining) {
            connections.close(connection, CloseReason.SHUTDOWN);
        }
    }

    private void sendSummary(WebSocketConnection connection) {
        var frame = json.createObjectNode().put("type", "notifications");
        var counts = frame.putObject("data");
        try {
            unread.forEach(feature -> feature.addTo(connection.account(), counts));
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("account_id", connection.account())
                    .log("Socket opened without its summary: {}", Faults.toRefusal(e).detail());
            return;
        }
        connection.send(frame.toString());
    }

    void closed(WebSocketConnection connection) {
        connections.closed(connection);
    }

    void closeSilent(WebSocketConnection connection) {
        executors.run(() -> connections.close(connection, CloseReason.SILENT));
    }

    void cutLater(WebSocketConnection connection) {
        Runnable _ = executors.runAfter(CLOSING, connection::cut);
    }

    @Override
    public int drainOrder() {
        return LINKS;
    }

    @Override
    public void drain() {
        draining = true;
        connections.closeAll(WebSocketConnection.class, CloseReason.SHUTDOWN, DRAIN_PATIENCE);
    }
}
