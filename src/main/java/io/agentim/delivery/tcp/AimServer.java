package io.agentim.delivery.tcp;

import io.agentim.delivery.Connection.CloseReason;
import io.agentim.delivery.ConnectionLimits;
import io.agentim.delivery.Connections;
import io.agentim.delivery.DeliveryExecutors;
import io.agentim.delivery.Drainable;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.Faults;
import io.agentim.platform.http.ClientAddresses;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Listens for AIM. Open only while the server can answer: a connection that is accepted and then
 * closed without a frame ends the SDK's process, one that is refused does not (contract 4.7).
 */
@Component
class AimServer implements Drainable, DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(AimServer.class);

    private static final int BACKLOG = 4096;

    /** Of the kernel, for one client: left alone it would grow to megabytes (promise P30). */
    private static final int SEND_BUFFER = 64 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);

    private final AimSession session;
    private final ProxyLine proxyLine;
    private final Connections connections;
    private final ConnectionLimits limits;
    private final DeliveryExecutors executors;
    private final AimProperties settings;
    private final int port;
    private final Strangers strangers;
    private volatile @Nullable ServerSocket listener;
    private volatile @Nullable Thread acceptor;
    private volatile boolean stopping;

    AimServer(
            AimSession session,
            ProxyLine proxyLine,
            Connections connections,
            ConnectionLimits limits,
            DeliveryExecutors executors,
            AimProperties settings,
            MeterRegistry metrics,
            @Value("${agentim.aim-port:8082}") int port,
            @Value("${agentim.limits.enabled:true}") boolean limited) {
        this.session = session;
        this.proxyLine = proxyLine;
        this.connections = connections;
        this.limits = limits;
        this.executors = executors;
        this.settings = settings;
        this.port = port;
        this.strangers = new Strangers(limited);
        Gauge.builder("agentim.connections", connections, c -> c.count(AimLink.class))
                .tag("transport", "aim")
                .description("Open links")
                .register(metrics);
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        if (!settings.enabled() || listener != null) {
            return;
        }
        try {
            var socket = new ServerSocket(port, BACKLOG);
            listener = socket;
            acceptor = Thread.ofVirtual().name("aim-accept").start(() -> acceptFrom(socket));
            log.atInfo().addKeyValue("port", socket.getLocalPort()).log("AIM listens");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "AGENTIM_AIM_PORT: port " + port + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Where it listens; 0 if it does not. */
    int port() {
        ServerSocket socket = listener;
        return socket == null ? 0 : socket.getLocalPort();
    }

    private void acceptFrom(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                executors.run(() -> serve(client));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    log.atWarn()
                            .addKeyValue("reason", e.getMessage())
                            .log("AIM connection not accepted");
                    LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos()); // out of files, as a rule
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            client.setSendBufferSize(SEND_BUFFER);
            try {
                admit(client, proxyLine.clientOf(client));
            } catch (DomainException e) {
                refuse(client, e);
            } catch (ProtocolException e) {
                refuse(client, e.toRefusal());
            }
        } catch (IOException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("AIM connection ended");
        }
    }

    private void admit(Socket client, InetAddress from) throws IOException {
        String address = ClientAddresses.limitKey(from);
        Runnable leave = limits.admit(address);
        try {
            Runnable known = strangers.admit(client, address);
            try {
                if (stopping) { // asked only now, or whoever stops the server could miss it
                    throw Faults.unavailable("the server is restarting");
                }
                session.serve(client, from, known, () -> stopping);
            } finally {
                known.run();
            }
        } finally {
            leave.run();
        }
    }

    private static void refuse(Socket client, DomainException refusal) throws IOException {
        AimSession.refuse(new Wire(client, client), refusal);
    }

    @Override
    public int drainOrder() {
        return LISTENERS;
    }

    /**
     * First no more connections: a client is now refused by the operating system, which it
     * survives. Then every client is told why it is hung up on.
     */
    @Override
    public void drain() {
        stopListening();
        for (Socket stranger : strangers.all()) {
            executors.run(() -> dismiss(stranger));
        }
        connections.closeAll(AimLink.class, CloseReason.SHUTDOWN, PATIENCE);
    }

    private void stopListening() {
        stopping = true;
        ServerSocket socket = listener;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                log.atWarn().addKeyValue("reason", e.getMessage()).log("AIM listener not closed");
            }
        }
        awaitAcceptor();
    }

    /** Until whoever waits in accept has left it, the kernel goes on taking connections. */
    private void awaitAcceptor() {
        Thread thread = acceptor;
        try {
            if (thread != null && !thread.join(PATIENCE)) {
                log.warn("AIM listener not closed in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void dismiss(Socket stranger) {
        try (stranger) {
            refuse(stranger, Faults.unavailable("the server is restarting"));
        } catch (IOException _) {
            // it has gone by itself
        }
    }

    @Override
    public void destroy() {
        stopListening();
    }
}
