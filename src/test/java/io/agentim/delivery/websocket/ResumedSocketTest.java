package io.agentim.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.time.Duration;

/** A socket that shows an inbox from a number on, and consumes nothing. */
@ServerTest
class ResumedSocketTest {
    private static final Duration A_MOMENT = Duration.ofMillis(300);

    @Autowired Server server;
    private TestAccount reader;
    private TestAccount writer;

    @BeforeEach
    void makeAccounts() {
        reader = server.newHuman();
        writer = server.newAgent();
    }

    @Test
    void nothingOlderIsReplayedAndEverythingAfterComesAcknowledgedOrNot() {
        writer.send(reader, "old");
        String acked = writer.send(reader, "read elsewhere").text("id");
        writer.send(reader, "unread");
        reader.ack(acked).hasStatus(204);

        try (var socket = resume(1)) {
            assertThat(bodyOf(socket)).isEqualTo("read elsewhere");
            assertThat(bodyOf(socket)).isEqualTo("unread");

            writer.send(reader, "live");
            assertThat(bodyOf(socket)).isEqualTo("live");
        }
        assertThat(reader.pending()).hasSize(3);
    }

    /** An ordinary socket stops at 500 that nobody acknowledges. */
    @Test
    void howeverMuchIsUnreadWhatIsNewComes() {
        for (int i = 0; i < 520; i++) {
            writer.send(reader, "m" + i);
        }

        try (var socket = resume(0)) {
            for (int i = 0; i < 520; i++) {
                assertThat(bodyOf(socket)).isEqualTo("m" + i);
            }
        }
    }

    @Test
    void whatAnotherDeviceCatchesUpWithIsShownHereToo() {
        try (var socket = resume(0)) {
            reader.api().get("/v1/messages/sync?since_seq=0").hasStatus(200);
            writer.send(reader, "for both");
            reader.api().get("/v1/messages/sync?since_seq=0").hasStatus(200);

            assertThat(bodyOf(socket)).isEqualTo("for both");
            assertThat(socket.poll(A_MOMENT)).isNull();
        }
    }

    @Test
    void aNumberThatIsNoneIsRefused() {
        server.as(reader.credential())
                .get("/v1/ws?since_seq=now")
                .isProblem(400, "invalid_request");
    }

    private WebSocketClient resume(long seq) {
        var socket =
                WebSocketClient.open(
                        server, "/v1/ws?since_seq=" + seq + "&token=" + reader.credential());
        assertThat(socket.next().path("type").asString()).isEqualTo("notifications");
        return socket;
    }

    private static String bodyOf(WebSocketClient socket) {
        return socket.nextItem().at("/content/body").asString();
    }
}
