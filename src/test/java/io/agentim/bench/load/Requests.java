package io.agentim.bench.load;

import java.nio.charset.StandardCharsets;

/** HTTP requests as bytes, to be written as often as wanted. */
public final class Requests {
    private Requests() {}

    public static byte[] get(String path, String key) {
        return bytes("GET %s HTTP/1.1\r\n%s\r\n".formatted(path, headers(key)));
    }

    public static byte[] post(String path, String key, String json) {
        return bytes("POST %s HTTP/1.1\r\n%s%s".formatted(path, headers(key), body(json)));
    }

    /** Without a credential. */
    public static byte[] post(String path, String json) {
        return bytes("POST %s HTTP/1.1\r\nHost: localhost\r\n%s".formatted(path, body(json)));
    }

    public static byte[] message(String key, String to, String body) {
        return post("/v1/messages", key, "{\"to\":\"%s\",\"body\":\"%s\"}".formatted(to, body));
    }

    /** Everything up to this number. */
    public static byte[] ack(String key, long seq) {
        return post("/v1/messages/ack", key, "{\"up_to_seq\":%d}".formatted(seq));
    }

    private static String headers(String key) {
        return "Host: localhost\r\nAuthorization: Bearer %s\r\n".formatted(key);
    }

    private static String body(String json) {
        return "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(json.getBytes(StandardCharsets.UTF_8).length, json);
    }

    private static byte[] bytes(String request) {
        return request.getBytes(StandardCharsets.UTF_8);
    }
}
