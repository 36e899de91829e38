package io.agentim.delivery.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.function.Consumer;

/** AIM for tests outside of this package: one frame each, and its outcome in HTTP's statuses. */
@Component
public class AimCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AimServer server;

    AimCalls(AimServer server) {
        this.server = server;
    }

    /** 200, or the status of the refusal. */
    public int handshake(String credential) {
        try (var client = new AimClient(server.port())) {
            return handshake(client, credential);
        }
    }

    /** After the handshake, whose refusal is the outcome as well. */
    public int heartbeat(String credential) {
        return after(credential, client -> client.send(Frame.HEARTBEAT, 0, 0, null));
    }

    public int message(String credential, String json) {
        return after(credential, client -> client.send(Frame.MESSAGE, 1, 1, json));
    }

    /** Has no answer of its own; once this returns 200, it has been dealt with. */
    public int ack(String credential, String json) {
        return after(
                credential,
                client -> {
                    client.send(Frame.ACK, 1, 1, json);
                    client.send(Frame.HEARTBEAT, 0, 0, null);
                });
    }

    private int after(String credential, Consumer<AimClient> call) {
        try (var client = new AimClient(server.port())) {
            int status = handshake(client, credential);
            if (status == 200) {
                call.accept(client);
                status = outcome(client.next());
            }
            return status;
        }
    }

    private static int handshake(AimClient client, String credential) {
        client.handshake(credential);
        return outcome(client.next());
    }

    private static int outcome(Frame answer) {
        return switch (answer.type()) {
            case Frame.HANDSHAKE, Frame.HEARTBEAT -> 200;
            case Frame.ACK -> 201;
            case Frame.ERROR -> AimClient.payload(answer).get("status").intValue();
            default -> throw new AssertionError("unexpected " + answer);
        };
    }

    /** A link that stays open. */
    public Link open(String credential) {
        return new Link(AimClient.connected(server.port(), credential));
    }

    /** What a client sees of its link. */
    public static final class Link implements AutoCloseable {
        private final AimClient client;

        private Link(AimClient client) {
            this.client = client;
        }

        /** The next item, which must come. */
        public JsonNode nextItem() {
            return client.next(Frame.MESSAGE);
        }

        /** The server must say that the key is no good, and hang up. */
        public void awaitRevocation() {
            JsonNode error = client.next(Frame.ERROR);
            assertThat(error.get("code").asString()).isEqualTo("unauthorized");
            assertThat(client.isEnded(PATIENCE)).isTrue();
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
