package io.agentim.stress;

import io.agentim.stress.Entry.Outgoing;
import io.agentim.stress.Entry.Phase;
import io.agentim.support.Server;
import io.agentim.support.WebSocketClient;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** F11, F16 and F17: clients that do what no decent client does. */
final class ClientFaults {
    private static final int VANISHING = 50;
    private static final int STORM = 2000;
    private static final int DEAF_CONNECTIONS = 100;
    private static final int FLOOD_MESSAGES = 400;
    private static final int FLOOD_BODY = 60_000;
    private static final Duration CUT_AFTER = Duration.ofSeconds(20);
    private static final long MOST_UNDER_WAY = 8L << 20;

    private ClientFaults() {}

    /** Each of these may or may not have sent a message, and says neither. */
    static void vanish(Site site) throws IOException {
        for (int i = 0; i < VANISHING; i++) {
            try (var socket = connect(site, i % 4 == 3)) {
                switch (i % 4) {
                    case 0 -> send(site, socket, i, true);
                    case 1 -> send(site, socket, i, false);
                    case 2 -> upgrade(site, socket);
                    default -> handshake(site, socket);
                }
                socket.setSoLinger(true, site.random().nextBoolean() ? 0 : 1);
            }
        }
    }

    private static Socket connect(Site site, boolean aim) throws IOException {
        int port = aim ? site.load().aimPort() : URI.create(site.load().base()).getPort();
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
        socket.setSoTimeout(5000);
        return socket;
    }

    /** A whole request, or half of one, and gone. */
    private static void send(Site site, Socket socket, int number, boolean whole)
            throws IOException {
        Load load = site.load();
        Random random = site.random();
        Account from = load.accounts().get(random.nextInt(load.accounts().size()));
        Account to = load.anyoneBut(from, random);
        String token = "v" + site.history().now() + "-" + number;
        var message = new Outgoing(from.id(), List.of(to.id()), token);
        String body = Server.json("to", to.id(), "body", token);
        String proc = "v" + number;
        site.history()
                .add(Entry.send(proc, Phase.INVOKE, site.history().now(), message, "", "vanish"));
        write(
                socket,
                head(from, "POST /v1/messages", "Content-Length: " + body.length())
                        + (whole ? body : body.substring(0, body.length() / 2)));
        site.history()
                .add(Entry.send(proc, Phase.INFO, site.history().now(), message, "", "vanish"));
    }

    private static void upgrade(Site site, Socket socket) throws IOException {
        Account account = site.load().accounts().get(site.random().nextInt(8));
        write(socket, upgrade(account));
        socket.getInputStream().read();
        socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0xfe, 1}); // half a head
    }

    private static String upgrade(Account account) {
        return head(
                account,
                "GET /v1/ws",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    }

    private static void handshake(Site site, Socket socket) throws IOException {
        byte[] half = {0x41, 0x4d, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x1e, (byte) 0x82};
        socket.getOutputStream().write(half, 0, 1 + site.random().nextInt(half.length));
    }

    private static String head(Account account, String request, String more) {
        return request
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer "
                + account.key()
                + "\r\n"
                + more
                + "\r\n\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Sockets that never read, and more addressed to them than any buffer holds. */
    static void neverRead(Site site) throws Exception {
        Load load = site.load();
        Account deaf = load.newAccount();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < DEAF_CONNECTIONS; i++) {
                var socket = new Socket();
                socket.setReceiveBufferSize(4096);
                int port = URI.create(load.base()).getPort();
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
                write(socket, upgrade(deaf));
                sockets.add(socket);
            }
            flood(load, deaf);
            LockSupport.parkNanos(CUT_AFTER.toNanos());
            long connected = sockets.stream().filter(socket -> !isCut(socket)).count();
            if (connected > 0) {
                site.complain("F11: " + connected + " that never read are still connected");
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** What is on its way when a connection is cut is little, and then comes the end. */
    private static boolean isCut(Socket socket) {
        byte[] buffer = new byte[65_536];
        long read = 0;
        try {
            socket.setSoTimeout(5000);
            InputStream in = socket.getInputStream();
            for (int n = in.read(buffer); n >= 0 && read < MOST_UNDER_WAY; n = in.read(buffer)) {
                read += n;
            }
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true; // reset
        }
        return read < MOST_UNDER_WAY;
    }

    private static void flood(Load load, Account deaf) {
        String body = Server.json("to", deaf.id(), "body", "x".repeat(FLOOD_BODY));
        Account sender = load.newAccount();
        for (int i = 0; i < FLOOD_MESSAGES; i++) {
            load.as(sender).post("/v1/messages", body).hasStatus(201);
        }
    }

    /** All come back at once after a restart. */
    static void storm(Site site) throws Exception {
        site.node().server().kill9();
        site.serverIsBack("F17");
        site.node().server().start();
        Load load = site.load();
        URI uri = URI.create(load.base().replaceFirst("http", "ws") + "/v1/ws");
        List<WebSocketClient> clients = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<WebSocketClient>> opening = new ArrayList<>();
            for (int i = 0; i < STORM; i++) {
                Account account = load.accounts().get(i % load.accounts().size());
                Map<String, String> key = Map.of("Authorization", "Bearer " + account.key());
                opening.add(threads.submit(() -> WebSocketClient.open(uri, key)));
            }
            for (var client : opening) {
                clients.add(client.get());
            }
        } finally {
            clients.forEach(WebSocketClient::close);
        }
    }
}
