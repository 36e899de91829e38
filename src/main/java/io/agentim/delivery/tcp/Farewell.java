package io.agentim.delivery.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Ends a connection so that the client can read the last frame: closing at once could reset what is
 * still on its way.
 */
final class Farewell {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MAX_DRAINED = 512 * 1024;

    private Farewell() {}

    /**
     * After the last frame has been written: ends our side, and reads what the client still sends,
     * within bounds.
     */
    static void say(Socket socket) throws IOException {
        socket.getOutputStream().flush();
        socket.shutdownOutput();
        socket.setSoTimeout((int) PATIENCE.toMillis());
        long end = System.nanoTime() + PATIENCE.toNanos();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4096];
        int drained = 0;
        try {
            int n = in.read(buffer);
            while (n >= 0 && drained < MAX_DRAINED && System.nanoTime() - end < 0) {
                drained += n;
                n = in.read(buffer);
            }
        } catch (SocketTimeoutException _) {
            // long enough
        }
    }
}
