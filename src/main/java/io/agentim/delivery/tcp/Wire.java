package io.agentim.delivery.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * What frames go over: a socket, and beneath it, if that speaks TLS, the one that was accepted. A
 * TLS socket waits with its own close for a write under way, and with a read for the rest of a
 * record, however slowly that comes; so what must not wait is done on the one beneath.
 */
record Wire(Socket socket, Socket accepted) {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MAX_DRAINED = 512 * 1024;

    /** In one write, so that the frames of two threads do not mix. */
    void put(Frame frame) throws IOException {
        socket.getOutputStream().write(frame.encode());
    }

    /** The client reads what was written, then the end, and closes: no reset. */
    void end() throws IOException {
        socket.shutdownOutput();
    }

    /**
     * Ends our side after the last frame, and reads what the client still sends, within bounds:
     * closing at once could reset what is still on its way.
     */
    void linger() throws IOException {
        end();
        accepted.setSoTimeout((int) PATIENCE.toMillis());
        long end = System.nanoTime() + PATIENCE.toNanos();
        InputStream in = accepted.getInputStream();
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

    /** Drops the connection at once; a read or write under way fails. */
    void cut() {
        try {
            accepted.close();
        } catch (IOException _) {
            // gone is gone
        }
    }
}
