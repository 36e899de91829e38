package io.agentim.platform.http;

import jakarta.servlet.http.HttpServletRequest;

import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** The connection that a request came over, for answers that go on for a while. */
public final class ClientSocket {
    private final EndPoint endPoint;

    private ClientSocket(EndPoint endPoint) {
        this.endPoint = endPoint;
    }

    public static ClientSocket of(HttpServletRequest request) {
        return new ClientSocket(
                ServletContextRequest.getServletContextRequest(request)
                        .getConnectionMetaData()
                        .getConnection()
                        .getEndPoint());
    }

    /**
     * Left to itself the kernel takes megabytes for a client that has stopped reading, before
     * anybody notices (promise P30).
     */
    public void boundSendBuffer(int bytes) {
        if (endPoint.getTransport() instanceof SocketChannel socket) {
            try {
                socket.setOption(StandardSocketOptions.SO_SNDBUF, bytes);
            } catch (IOException _) {
                // closed already, as the next write will find
            }
        }
    }

    /** Drops the connection at once; a write under way fails. Does not block. */
    public void cut() {
        endPoint.close();
    }
}
