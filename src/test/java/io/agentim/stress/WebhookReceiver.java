package io.agentim.stress;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.agentim.stress.Entry.Channel;
import io.agentim.stress.Entry.Item;
import io.agentim.stress.Entry.Outgoing;
import io.agentim.support.Answer;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The other end of all webhooks of the load: verifies, writes down, says yes. Thread-safe. */
final class WebhookReceiver implements AutoCloseable {
    private static final long WINDOW_SECONDS = 300;

    private final Recorder history;
    private final HttpServer server;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private final Set<String> received = ConcurrentHashMap.newKeySet();

    WebhookReceiver(Recorder history) {
        this.history = history;
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            server = HttpServer.create(address, 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::receive);
        server.start();
    }

    String url(Account account) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + account.id();
    }

    void secret(Account account, String secret) {
        secrets.put(account.id(), secret);
    }

    /** These must come, if they have not already. */
    void expect(Outgoing message) {
        message.to().stream()
                .filter(secrets::containsKey)
                .map(to -> to + " " + message.token())
                .filter(call -> !received.contains(call))
                .forEach(missing::add);
    }

    boolean isComplete() {
        missing.removeAll(received); // it may have come between the two steps of expect
        return missing.isEmpty();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String mailbox = exchange.getRequestURI().getPath().substring(1);
            byte[] body = exchange.getRequestBody().readAllBytes();
            JsonNode json = Answer.JSON.readTree(body);
            Item item = Reader.item(json);
            long now = history.now();
            boolean forged = !isSigned(exchange, mailbox, body);
            var seen = new Item(item.id(), item.seq(), item.token(), false, forged);
            history.add(
                    Entry.read("h" + mailbox, now, now, mailbox, Channel.WEBHOOK, List.of(seen)));
            received.add(mailbox + " " + item.token());
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** As the SDK's verifier has it (contract 5.1). */
    private boolean isSigned(HttpExchange exchange, String mailbox, byte[] body) {
        String timestamp = exchange.getRequestHeaders().getFirst("X-AgentIM-Timestamp");
        String signature = exchange.getRequestHeaders().getFirst("X-AgentIM-Signature");
        String secret = secrets.get(mailbox);
        if (timestamp == null || signature == null || secret == null) {
            return false;
        }
        long age = System.currentTimeMillis() / 1000 - Long.parseLong(timestamp);
        return Math.abs(age) <= WINDOW_SECONDS && hmac(secret, timestamp, body).equals(signature);
    }

    private static String hmac(String secret, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
