package io.agentim.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentim.delivery.TestItems;
import io.agentim.support.RawWebSocket;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import java.net.Socket;
import java.util.HexFormat;

/** The WebSocket byte by byte (contract 3, hardening 2.6). */
@ServerTest
class WebSocketFramesTest {
    private static final byte[] PING = bytes("{\"type\":\"ping\"}");

    @Autowired Server server;
    @Autowired TestItems items;

    /** However the path is written: a filter hides the offer. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/ws", "/v1/ws?x=y", "/v1/ws;x=y", "/v1/%77s"})
    void takesNoCompression(String path) throws Exception {
        var alice = server.newAgent();
        try (var socket =
                new RawWebSocket(
                        server,
                        path,
                        alice.credential(),
                        65_536,
                        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")) {
            assertThat(socket.head())
                    .startsWith("HTTP/1.1 101 ")
                    .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
            assertThat(socket.read().text()).startsWith("{\"type\":\"notifications\"");
        }
    }

    @Test
    void sendsEveryItemInOneFrame() throws Exception {
        var alice = server.newAgent();
        try (var socket = open(alice.credential())) {
            socket.read();
            items.append("x".repeat(300_000), alice);
            RawWebSocket.Frame frame = socket.read();
            assertThat(frame.opcode()).isEqualTo(RawWebSocket.TEXT);
            assertThat(frame.last()).isTrue();
            assertThat(frame.text())
                    .startsWith("{\"type\":\"msg\",\"data\":{\"message\":{\"age_ms\":")
                    .endsWith("}}}");
        }
    }

    @Test
    void answersPingsAndTakesTextInParts() throws Exception {
        try (var socket = open(server.newAgent().credential())) {
            socket.read();
            socket.send(RawWebSocket.PING, bytes("are you there"));
            assertThat(socket.read(RawWebSocket.PONG).text()).isEqualTo("are you there");

            for (int i = 0; i < PING.length; i++) {
                int opcode = i == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION;
                socket.send(i == PING.length - 1, opcode, new byte[] {PING[i]});
                socket.send(RawWebSocket.PONG, new byte[0]); // may come between the parts
            }
            assertThat(socket.read().text()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    /** Each is answered with the code of RFC 6455, and a neighbour notices nothing. */
    @ParameterizedTest
    @CsvSource({
        "810548656c6c6f,             0,     1002, no mask",
        "c18000000000,               0,     1002, reserved bit",
        "838000000000,               0,     1002, reserved opcode",
        "8b8000000000,               0,     1002, reserved control opcode",
        "098000000000,               0,     1002, ping in parts",
        "89fe007e00000000,           126,   1002, ping of 126 bytes",
        "808000000000,               0,     1002, continues nothing",
        "018000000000818000000000,   0,     1002, text within text",
        "818200000000c328,           0,     1007, no UTF-8",
        "818300000000eda080,         0,     1007, half a surrogate pair",
        "888100000000ff,             0,     1002, close code of one byte",
        "8882000000000001,           0,     1002, close code that does not exist",
        "81ff000000000001000100000000, 65537, 1009, one byte too many",
        "81ff000000010000000000000000, 70000, 1009, 4 GiB announced",
    })
    void refusesWhatTheProtocolForbids(String hex, int zeros, int code, String what)
            throws Exception {
        var neighbour = server.newAgent();
        try (var healthy = WebSocketClient.open(neighbour);
                var socket = open(server.newAgent().credential())) {
            socket.read();
            socket.sendBytes(HexFormat.of().parseHex(hex));
            socket.sendBytes(new byte[zeros]);
            assertThat(socket.read(RawWebSocket.CLOSE).closeCode()).as(what).isEqualTo(code);
            healthy.send("{\"type\":\"ping\"}");
            assertThat(healthy.next().toString()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    /** Refused by Jetty, which must not answer as if it were our fault, nor count the socket. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
            })
    void refusesHalfAHandshake(String headers) throws Exception {
        String key = server.newAgent().credential();
        try (var socket = new Socket("localhost", server.port())) {
            socket.getOutputStream()
                    .write(
                            bytes(
                                    """
                                    GET /v1/ws?token=%s HTTP/1.1\r
                                    Host: x\r
                                    Upgrade: websocket\r
                                    Connection: Upgrade, close\r
                                    %s\r
                                    \r
                                    """
                                            .formatted(key, headers)));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain(key);
        }
    }

    private RawWebSocket open(String credential) throws Exception {
        return new RawWebSocket(server, "/v1/ws", credential, 65_536);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
