package io.agentim.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * What an operator puts in front who has more than one service on a host: takes the prefix off each
 * path, and passes everything else on, sockets too. One request a connection.
 */
final class PrefixProxy implements AutoCloseable {
    private static final String PREFIX = "/im";

    private final ServerSocket listener;
    private final int target;

    PrefixProxy(int target) {
        this.target = target;
        try {
            this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://localhost:" + listener.getLocalPort() + PREFIX + "/";
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private void serve(Socket client) {
        try (client;
                var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            String head = head(client.getInputStream());
            boolean socket = head.toLowerCase(java.util.Locale.ROOT).contains("upgrade: websocket");
            String stripped = head.replaceFirst(" " + PREFIX + "/", " /");
            String passed =
                    socket
                            ? stripped
                            : stripped.replaceFirst(
                                    "(?i)connection: keep-alive", "Connection: close");
            server.getOutputStream().write(passed.getBytes(StandardCharsets.ISO_8859_1));
            var up = Thread.ofVirtual().start(() -> copy(client, server));
            copy(server, client);
            up.interrupt();
        } catch (IOException _) {
            // one of the two has gone
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the client has gone");
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void copy(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
            to.shutdownOutput();
        } catch (IOException _) {
            // one of the two has gone
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
