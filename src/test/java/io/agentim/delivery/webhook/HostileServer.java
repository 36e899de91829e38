package io.agentim.delivery.webhook;

import io.agentim.delivery.webhook.Answer.Failure;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** Receivers that do what a receiver should not, each on a port of its own. */
final class HostileServer implements Closeable {
    /** What it does, and what the sender must make of it; null: the 2xx counts. */
    enum Behaviour {
        SILENT(Failure.TIMEOUT) {
            @Override
            void answer(Wire wire) {
                wire.waitForever();
            }
        },
        DRIPS_ITS_HEAD(Failure.TIMEOUT) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.drip("HTTP/1.1 200 OK\r\nX-A: ");
            }
        },
        DRIPS_ITS_BODY(Failure.TIMEOUT) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                wire.drip("x");
            }
        },
        SAYS_CONTINUE_FOR_EVER(Failure.TIMEOUT) {
            @Override
            void answer(Wire wire) throws IOException {
                while (true) {
                    wire.write("HTTP/1.1 100 Continue\r\n\r\n");
                }
            }
        },
        HAS_AN_ENDLESS_BODY(null) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                wire.flood("x".repeat(8192));
            }
        },
        HAS_ENDLESS_CHUNKS(null) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                wire.flood("1000\r\n" + "x".repeat(4096) + "\r\n");
            }
        },
        ANNOUNCES_A_GIBIBYTE(null) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
                wire.flood("x".repeat(8192));
            }
        },
        SENDS_A_GZIP_BOMB(null) {
            @Override
            void answer(Wire wire) throws IOException {
                byte[] bomb = bomb();
                wire.write(
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                                + bomb.length
                                + "\r\n\r\n");
                wire.write(bomb);
                wire.waitForever();
            }
        },
        HAS_TEN_THOUSAND_HEADERS(Failure.PROTOCOL) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.write("HTTP/1.1 200 OK\r\n");
                for (int i = 0; i < 10_000; i++) {
                    wire.write("X-" + i + ": y\r\n");
                }
                wire.write("\r\n");
            }
        },
        HAS_A_HEADER_OF_A_MEBIBYTE(Failure.PROTOCOL) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.write("HTTP/1.1 200 OK\r\nX-A: " + "y".repeat(1 << 20) + "\r\n\r\n");
            }
        },
        HAS_AN_ENDLESS_STATUS_LINE(Failure.PROTOCOL) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.flood("HTTP/1.1 200 OK");
            }
        },
        HAS_AN_ENDLESS_FOLDED_HEADER(Failure.PROTOCOL) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.write("HTTP/1.1 200 OK\r\nX-A: b\r\n");
                wire.flood(" " + "c".repeat(100) + "\r\n");
            }
        },
        SPEAKS_SOMETHING_ELSE(Failure.PROTOCOL) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.write("SSH-2.0-OpenSSH_9.2\r\n\r\n");
            }
        },
        HANGS_UP(Failure.PROTOCOL) {
            @Override
            void answer(Wire wire) {}
        },
        RESETS(Failure.PROTOCOL) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.socket.setSoLinger(true, 0);
            }
        },
        HAS_BROKEN_CHUNKS(Failure.PROTOCOL) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n");
            }
        },
        HAS_LESS_THAN_ANNOUNCED(Failure.PROTOCOL) {
            @Override
            void answer(Wire wire) throws IOException {
                wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
            }
        };

        final @Nullable Failure expected;

        Behaviour(@Nullable Failure expected) {
            this.expected = expected;
        }

        abstract void answer(Wire wire) throws IOException;
    }

    /** One connection. */
    static final class Wire {
        final Socket socket;
        private final OutputStream out;
        private final AtomicLong written;

        Wire(Socket socket, AtomicLong written) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
            this.written = written;
        }

        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            written.addAndGet(bytes.length);
        }

        void flood(String text) throws IOException {
            while (true) {
                write(text);
            }
        }

        void drip(String text) throws IOException {
            write(text);
            while (true) {
                write("x");
                LockSupport.parkNanos(100_000_000);
            }
        }

        void waitForever() {
            try {
                InputStream in = socket.getInputStream();
                while (in.read() >= 0) {
                    // until the other side has had enough
                }
            } catch (IOException _) {
                // it has
            }
        }
    }

    private interface Answering {
        void answer(Wire wire) throws IOException;
    }

    private final List<ServerSocket> sockets = new CopyOnWriteArrayList<>();
    private final Map<Behaviour, AtomicLong> written = new EnumMap<>(Behaviour.class);
    private final AtomicInteger accepted = new AtomicInteger();

    String url(Behaviour behaviour) {
        var count = written.computeIfAbsent(behaviour, _ -> new AtomicLong());
        return serve(behaviour::answer, count);
    }

    /** The status line, the headers, and perhaps a body behind them. */
    String answering(int status, String rest) {
        String end = rest.contains("\r\n\r\n") ? "" : "\r\n\r\n";
        String answer = "HTTP/1.1 " + status + " Whatever\r\n" + rest + end;
        return serve(wire -> wire.write(answer), new AtomicLong());
    }

    long bytesTaken(Behaviour behaviour) {
        return written.getOrDefault(behaviour, new AtomicLong()).get();
    }

    private String serve(Answering answering, AtomicLong count) {
        try {
            var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            Thread.ofVirtual().start(() -> acceptAll(socket, answering, count));
            return "http://127.0.0.1:" + socket.getLocalPort() + "/";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll(ServerSocket socket, Answering answering, AtomicLong count) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual()
                        .start(() -> {
                            try (connection) {
                                readRequest(connection.getInputStream());
                                answering.answer(new Wire(connection, count));
                            } catch (IOException _) {
                                // the other side hung up, as it should
                            }
                        });
            } catch (IOException _) {
                return;
            }
        }
    }

    /** To the end of its body, or closing the connection would take the answer with it. */
    private static void readRequest(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0 || head.length() > 10_000 || head.toString().startsWith("\u0016")) {
                return; // a TLS greeting, or nothing
            }
            head.append((char) b);
        }
        var length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        if (length.find()) {
            in.readNBytes(Integer.parseInt(length.group(1)));
        }
    }

    /** A hundred mebibytes of nothing. */
    private static byte[] bomb() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            byte[] nothing = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                gzip.write(nothing);
            }
        }
        return packed.toByteArray();
    }

    /** Connections of any kind, to any of its ports. */
    int accepted() {
        return accepted.get();
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }
}
