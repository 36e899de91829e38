package io.agentim.matrix;

import io.agentim.delivery.tcp.AimCalls;
import io.agentim.support.Server;
import io.agentim.support.WebSocketClient;

import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Speaks WebSocket and AIM for the matrix, and says in HTTP's statuses what came of it. */
final class Links {
    private final Server server;
    private final AimCalls aim;

    Links(Server server, AimCalls aim) {
        this.server = server;
        this.aim = aim;
    }

    /** Opens a link and, if the line says so, sends a frame of this kind over it. */
    int ask(World world, Operation operation, Who who) {
        String credential = world.credential(who);
        String json = world.fill(String.valueOf(operation.json()), who);
        return switch (operation.route()) {
            case "WS open" -> open(credential, "");
            case "WS ping" -> open(credential, json);
            case "WS ack" -> acked(world, open(credential, json));
            case "AIM handshake" -> aim.handshake(credential);
            case "AIM heartbeat" -> aim.heartbeat(credential);
            case "AIM message" -> aim.message(credential, json);
            case "AIM ack" -> acked(world, aim.ack(credential, json));
            default -> throw new IllegalArgumentException(operation.route());
        };
    }

    private int open(String credential, String frame) {
        var header = Map.of("Authorization", "Bearer " + credential);
        try (var socket = WebSocketClient.open(server, "/v1/ws", header)) {
            if (frame.isEmpty()) {
                return 101;
            }
            socket.send(frame);
            socket.send("{\"type\":\"ping\"}"); // what was sent before has been dealt with then
            String type = "";
            while (!type.equals("pong")) {
                type = socket.next().path("type").asString();
            }
            return 200;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    /** An ack over a link is not answered: it shows by what is left. */
    private static int acked(World world, int status) {
        if (status != 200) {
            return status;
        }
        String item = world.fill("$message", Who.OWN);
        boolean left =
                world.person("own").pending().stream()
                        .anyMatch(each -> each.get("id").asString().equals(item));
        return left ? 404 : 204;
    }
}
