package io.agentim.platform.http;

import jakarta.servlet.http.HttpServletRequest;

import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Notices when the client of a waiting request hangs up. Jetty does not: it reads no more from a
 * connection until the request has been answered. A selector of our own says which sockets have
 * become readable meanwhile; one that is readable and has nothing to read is at its end. Nothing is
 * ever read here, so what a client sends ahead stays for Jetty. Thread-safe.
 */
@Component
public class Disconnects implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Disconnects.class);

    private final Selector selector;

    Disconnects() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs the action, from {@link #sweep}, once the client has hung up. Returns what ends the
     * watch, to be called before the request is answered.
     */
    public synchronized Runnable watch(HttpServletRequest request, Runnable onGone) {
        if (!(transportOf(request) instanceof SocketChannel socket) || !selector.isOpen()) {
            return () -> {};
        }
        try {
            selector.selectNow(); // forgets the watch over an earlier request on this connection
            SelectionKey key = socket.register(selector, SelectionKey.OP_READ, onGone);
            return key::cancel;
        } catch (ClosedChannelException e) {
            onGone.run();
            return () -> {};
        } catch (IOException e) {
            log.atWarn().setCause(e).log("Client not watched");
            return () -> {};
        }
    }

    private static Object transportOf(HttpServletRequest request) {
        return ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .getTransport();
    }

    /** To be called now and then. */
    public void sweep() {
        gone().forEach(Runnable::run);
    }

    private synchronized List<Runnable> gone() {
        var gone = new ArrayList<Runnable>();
        try {
            if (!selector.isOpen()
                    || selector.selectNow() == 0 && selector.selectedKeys().isEmpty()) {
                return gone;
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid() && isAtEnd((SocketChannel) key.channel())) {
                    gone.add((Runnable) key.attachment());
                    key.cancel();
                }
            }
            selector.selectedKeys().clear();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("Clients not looked after");
        }
        return gone;
    }

    private static boolean isAtEnd(SocketChannel socket) {
        try {
            return socket.socket().getInputStream().available() == 0;
        } catch (IOException _) {
            return true; // reset, or closed
        }
    }

    @Override
    public synchronized void destroy() throws IOException {
        selector.close();
    }
}
