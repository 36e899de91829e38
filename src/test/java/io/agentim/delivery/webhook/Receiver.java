package io.agentim.delivery.webhook;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import io.agentim.support.Answer;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A webhook's other end: records what comes and answers as told. */
final class Receiver implements AutoCloseable {
    /** A request as it came; names of headers in lower case. */
    record Received(Map<String, String> headers, String text, long nanos) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        byte[] body() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return Answer.JSON.readTree(text);
        }
    }

    /** An answer; {@code header} is {@code "Name: value"} or empty. */
    record Reply(int status, String header, String body) {
        static final Reply OK = new Reply(200, "", "");

        static Reply status(int status) {
            return new Reply(status, "", "");
        }
    }

    private final HttpServer server;
    private final List<Received> received = Collections.synchronizedList(new ArrayList<>());
    private volatile Function<Received, Reply> answering = _ -> Reply.OK;

    Receiver() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        var headers = new HashMap<String, String>();
                        exchange.getRequestHeaders()
                                .forEach((name, values) ->
                                        headers.put(
                                                name.toLowerCase(Locale.ROOT),
                                                String.join(",", values)));
                        var request =
                                new Received(
                                        headers,
                                        new String(
                                                exchange.getRequestBody().readAllBytes(),
                                                StandardCharsets.UTF_8),
                                        System.nanoTime());
                        received.add(request);
                        Reply reply = answering.apply(request);
                        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
                        if (!reply.header().isEmpty()) {
                            String[] header = reply.header().split(": ", 2);
                            exchange.getResponseHeaders().add(header[0], header[1]);
                        }
                        exchange.sendResponseHeaders(
                                reply.status(), body.length == 0 ? -1 : body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?x=1";
    }

    void answer(Function<Received, Reply> with) {
        answering = with;
    }

    void answer(Reply with) {
        answering = _ -> with;
    }

    List<Received> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    int count() {
        return received.size();
    }

    /** Once at least so many requests have come, all of them. */
    List<Received> awaitRequests(int count) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> received.size() >= count);
        return received();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
