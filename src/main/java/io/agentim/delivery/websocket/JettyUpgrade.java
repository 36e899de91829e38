package io.agentim.delivery.websocket;

import io.agentim.platform.http.ClientSocket;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.websocket.api.Session;
import org.springframework.stereotype.Component;
import org.springframework.web.context.ServletContextAware;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Turns an HTTP connection into a WebSocket. Done with Jetty itself: it tells of pings that come
 * in, which Spring's wrapper does not, and the wrapper writes the URL, with the key in it, into
 * logs.
 */
@Component
class JettyUpgrade implements ServletContextAware {
    /** Above the 90 s after which we hang up ourselves, so that this one never comes first. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(100);

    private static final long MAX_TEXT_IN = 64 * 1024;

    /** What is larger goes out in several frames. The SDK takes no message of a MiB. */
    private static final long MAX_FRAME = 1024 * 1024;

    private static final int SEND_BUFFER = 64 * 1024;

    @SuppressWarnings("NullAway.Init") // set before the first request
    private JettyWebSocketServerContainer container;

    @Override
    public void setServletContext(ServletContext context) {
        container = JettyWebSocketServerContainer.ensureContainer(context);
        container.setIdleTimeout(IDLE_TIMEOUT);
        container.setMaxTextMessageSize(MAX_TEXT_IN);
        container.setMaxFrameSize(MAX_FRAME);
    }

    /** False when it could not be done; there may be an answer then, or not. */
    boolean upgrade(
            HttpServletRequest request,
            HttpServletResponse response,
            Supplier<Session.Listener> listener)
            throws IOException {
        return container.upgrade(
                (_, _) -> {
                    ClientSocket.of(request).boundSendBuffer(SEND_BUFFER);
                    return listener.get();
                },
                request,
                response);
    }
}
