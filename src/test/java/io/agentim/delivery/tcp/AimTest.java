package io.agentim.delivery.tcp;

import static io.agentim.delivery.TestItems.withoutTheMoment;
import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.AccountId;
import io.agentim.account.Authenticator;
import io.agentim.delivery.TestItems;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.micrometer.core.instrument.MeterRegistry;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import javax.sql.DataSource;

/** AIM over real sockets: contract 4. */
@ServerTest
class AimTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    @Autowired Server server;
    @Autowired AimServer aim;
    @Autowired Authenticator authenticator;
    @Autowired ApplicationEventPublisher events;
    @Autowired TestItems items;
    @Autowired MeterRegistry meters;
    @Autowired DataSource database;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    @Test
    void aHandshakeIsAnsweredWithTheAccountBeforeAnythingElse() {
        bob.send(alice, "backlog");
        try (var client = new AimClient(aim.port())) {
            client.handshake(alice.credential());

            Frame answer = client.next();

            assertThat(answer.type()).isEqualTo(Frame.HANDSHAKE);
            assertThat(answer.flags()).isEqualTo(Frame.RESPONSE);
            assertThat(answer.streamId()).isZero();
            assertThat(AimClient.payload(answer))
                    .hasToString("{\"agent_id\":\"" + alice.id() + "\"}");
        }
    }

    @Test
    void aHumansTokenOpensALinkToo() {
        TestAccount carol = server.newHuman();
        try (var client = AimClient.connected(aim.port(), carol.credential())) {
            bob.send(carol, "hi");

            assertThat(client.next(Frame.MESSAGE).get("to").asString()).isEqualTo(carol.id());
        }
    }

    @Test
    void aWrongKeyIsRefusedByAnErrorFrameAndAnOrderlyEnd() {
        try (var client = new AimClient(aim.port())) {
            client.handshake("am_wrong");

            Frame answer = client.next();

            assertThat(answer.flags()).isEqualTo(Frame.RESPONSE);
            assertThat(answer.type()).isEqualTo(Frame.ERROR);
            assertThat(AimClient.payload(answer).get("message").asString())
                    .isEqualTo("invalid api key");
            assertThat(AimClient.payload(answer).get("code").asString()).isEqualTo("unauthorized");
            assertThat(client.isEnded(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void aLiveMessageIsPushedWholeAndAcknowledgedOverHttp() {
        try (var client = AimClient.connected(aim.port(), alice.credential())) {
            JsonNode sent = bob.send(alice, "hi 日本語").json();

            Frame frame = client.next();
            JsonNode item = AimClient.payload(frame);

            assertThat(frame.type()).isEqualTo(Frame.MESSAGE);
            assertThat(frame.flags()).isZero();
            assertThat(frame.seq()).isEqualTo(1);
            assertThat(withoutTheMoment(item))
                    .isEqualTo(withoutTheMoment(alice.pending().getFirst()));
            assertThat(item.get("id")).isEqualTo(sent.get("id"));
            alice.ack(item.get("id").asString()).hasStatus(204);
            assertThat(alice.pending()).isEmpty();
        }
    }

    @Test
    void aPingIsAnsweredByAnEmptyPong() {
        try (var client = AimClient.connected(aim.port(), alice.credential())) {
            client.send(Frame.HEARTBEAT, 0, 0, "{\"ts\":1700000000000}");

            Frame pong = client.next();

            assertThat(pong.type()).isEqualTo(Frame.HEARTBEAT);
            assertThat(pong.flags()).isEqualTo(Frame.RESPONSE);
            assertThat(pong.payload()).isEmpty();
        }
    }

    @Test
    void aClientMaySendAndIsAnsweredByItsOwnStreamAndNumber() {
        try (var client = AimClient.connected(aim.port(), alice.credential())) {
            client.send(
                    Frame.MESSAGE,
                    1,
                    7,
                    "{\"to\":\"%s\",\"content\":{\"format\":\"text\",\"body\":\"over AIM\"},\"type\":\"request\"}"
                            .formatted(bob.id()));

            Frame answer = client.next();
            JsonNode ack = AimClient.payload(answer);
            assertThat(answer.type()).isEqualTo(Frame.ACK);
            assertThat(answer.flags()).isEqualTo(Frame.RESPONSE);
            assertThat(answer.streamId()).isEqualTo(1);
            assertThat(answer.seq()).isEqualTo(7);
            JsonNode received = bob.pending().getFirst();
            for (String field : List.of("id", "thread_id", "created_at", "to")) {
                assertThat(ack.get(field)).isEqualTo(received.get(field));
            }
        }
    }

    @Test
    void aRefusedSendIsAnsweredByAnErrorAndTheLinkStays() {
        try (var client = AimClient.connected(aim.port(), alice.credential())) {
            client.send(Frame.MESSAGE, 1, 8, json("to", "99999999", "body", "hi"));
            Frame refused = client.next();
            assertThat(refused.type()).isEqualTo(Frame.ERROR);
            assertThat(refused.streamId()).isEqualTo(1);
            assertThat(refused.seq()).isEqualTo(8);
            JsonNode error = AimClient.payload(refused);
            assertThat(error.get("status").intValue()).isEqualTo(404);
            assertThat(error.get("code").asString()).isEqualTo("not_found");
            assertThat(error.get("message")).isEqualTo(error.get("reason"));

            client.send(Frame.MESSAGE, 1, 9, "{\"to\":{},\"body\":\"hi\"}");
            assertThat(client.next(Frame.ERROR).get("code").asString())
                    .isEqualTo("invalid_request");

            client.send(Frame.MESSAGE, 1, 10, json("to", bob.id(), "body", "hi"));
            assertThat(client.next(Frame.ACK).get("to").asString()).isEqualTo(bob.id());
        }
    }

    @Test
    void anAckFrameAcknowledgesAndIsNeverAnswered() {
        String id = bob.send(alice, "hi").text("id");
        try (var client = AimClient.connected(aim.port(), alice.credential())) {
            client.send(Frame.ACK, 0, 0, json("id", id));
            client.send(Frame.ACK, 0, 0, json("id", "msg_unknown"));
            client.send(Frame.ACK, 0, 0, "{}");

            await().until(() -> alice.pending().isEmpty());
            client.send(Frame.HEARTBEAT, 0, 0, null);
            assertThat(client.next().type()).isEqualTo(Frame.HEARTBEAT);
        }
    }

    @Test
    void framesMayArriveByteByByte() {
        byte[] handshake =
                Frame.of(
                                Frame.HANDSHAKE,
                                0,
                                0,
                                0,
                                io.agentim.support.Answer.JSON.readTree(
                                        json("token", alice.credential())))
                        .encode();
        byte[] ping = Frame.of(Frame.HEARTBEAT, 0, 0, 0, null).encode();
        try (var client = new AimClient(aim.port())) {
            for (byte b : handshake) {
                client.send(new byte[] {b});
            }
            assertThat(client.next().type()).isEqualTo(Frame.HANDSHAKE);
            for (int split = 1; split < ping.length; split++) {
                client.send(java.util.Arrays.copyOf(ping, split));
                client.send(java.util.Arrays.copyOfRange(ping, split, ping.length));
                assertThat(client.next().type()).isEqualTo(Frame.HEARTBEAT);
            }
        }
    }

    /** Accepted and then closed without a frame is what crashes the SDK. */
    @Test
    void whateverIsSentBeforeTheHandshakeIsAnsweredByAnErrorFrame() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        byte[] valid =
                Frame.of(
                                Frame.HANDSHAKE,
                                0,
                                0,
                                0,
                                io.agentim.support.Answer.JSON.readTree(json("token", "am_x")))
                        .encode();
        try (var neighbour = AimClient.connected(aim.port(), bob.credential())) {
            for (int i = 0; i < 500; i++) {
                byte[] bytes = valid.clone();
                for (int change = random.nextInt(3); change >= 0; change--) {
                    // Not the last two bytes of the length: a frame that is merely long would be
                    // waited for.
                    int at = random.nextInt(bytes.length);
                    bytes[at == 14 || at == 15 ? 0 : at] = (byte) random.nextInt(256);
                }
                if (bytes[0] == AimTls.FIRST_BYTE) {
                    continue;
                }
                try (var client = new AimClient(aim.port())) {
                    client.send(bytes);
                    assertThat(client.next().type())
                            .as("seed %d, round %d", seed, i)
                            .isEqualTo(Frame.ERROR);
                    assertThat(client.isEnded(Duration.ofSeconds(5)))
                            .as("seed %d, round %d", seed, i)
                            .isTrue();
                }
            }
            neighbour.send(Frame.HEARTBEAT, 0, 0, null);
            assertThat(neighbour.next().type()).isEqualTo(Frame.HEARTBEAT);
        }
    }

    @Test
    void afterTheHandshakeABrokenFrameEndsTheLinkWithAnError() {
        List<byte[]> broken =
                List.of(
                        "GET / HTTP/1.1\r\n\r\n"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        new Frame(Frame.MESSAGE, 0, 1, 1, new byte[] {(byte) 0xdf, -1, -1, -1, -1})
                                .encode(),
                        new Frame(Frame.HANDSHAKE, 0, 0, 0, new byte[0]).encode(),
                        new Frame(0x55, 0, 0, 0, new byte[0]).encode(),
                        withLength(256 * 1024 + 1),
                        withLength(-1));
        for (byte[] bytes : broken) {
            try (var client = AimClient.connected(aim.port(), alice.credential())) {
                client.send(bytes);

                assertThat(client.next(Frame.ERROR).get("code").asString())
                        .isEqualTo("invalid_request");
                assertThat(client.isEnded(Duration.ofSeconds(5))).isTrue();
            }
        }
    }

    private static byte[] withLength(int length) {
        byte[] bytes = new Frame(Frame.HEARTBEAT, 0, 0, 0, new byte[0]).encode();
        java.nio.ByteBuffer.wrap(bytes).putInt(12, length);
        return bytes;
    }

    @Test
    void aFrameBeforeTheHandshakeIsShort() {
        byte[] large = new byte[5000];
        try (var client = new AimClient(aim.port())) {
            client.send(new Frame(Frame.HANDSHAKE, 0, 0, 0, large).encode());

            assertThat(client.next(Frame.ERROR).get("message").asString()).contains("4096");
        }
    }

    @Test
    void aRevokedCredentialEndsTheLinkWithinASecond() {
        var caller = authenticator.authenticate(alice.credential()).orElseThrow();
        try (var client = AimClient.connected(aim.port(), alice.credential());
                var other = AimClient.connected(aim.port(), bob.credential())) {
            events.publishEvent(
                    new CredentialsRevoked(
                            AccountId.parse(alice.id()).orElseThrow(),
                            List.of(caller.credentialId())));

            assertThat(AimClient.payload(client.next(Duration.ofSeconds(1))).get("code").asString())
                    .isEqualTo("unauthorized");
            assertThat(client.isEnded(Duration.ofSeconds(1))).isTrue();
            other.send(Frame.HEARTBEAT, 0, 0, null);
            assertThat(other.next().type()).isEqualTo(Frame.HEARTBEAT);
        }
    }

    @Test
    void overlappingLinksOfOneAccountAllGetTheItem() {
        try (var one = AimClient.connected(aim.port(), alice.credential());
                var two = AimClient.connected(aim.port(), alice.credential())) {
            JsonNode sent = bob.send(alice, "hi").json();

            JsonNode first = one.next(Frame.MESSAGE);
            JsonNode second = two.next(Frame.MESSAGE);

            assertThat(first.get("id")).isEqualTo(sent.get("id"));
            assertThat(withoutTheMoment(second)).isEqualTo(withoutTheMoment(first));
        }
    }

    /** While the sender's answer is held up, because he does not read, nobody is woken. */
    @Test
    void theSendersAnswerComesBeforeTheReceiverIsWoken() throws IOException {
        var unread = new Socket();
        unread.setReceiveBufferSize(16_384);
        unread.connect(new InetSocketAddress("localhost", aim.port()));
        try (var sender = new AimClient(unread);
                var receiver = AimClient.connected(aim.port(), bob.credential())) {
            sender.handshake(alice.credential());
            sender.next(Frame.HANDSHAKE);
            items.append("x".repeat(1_000_000), alice);
            await().until(() -> sender.hasUnread()); // the rest of it does not fit on the way
            sender.send(Frame.MESSAGE, 1, 7, json("to", bob.id(), "body", "hi"));

            await().until(() -> !bob.pending().isEmpty());
            assertThat(receiver.poll(SHORT)).isEmpty();
            while (sender.next().type() != Frame.ACK) {
                // items and pongs before it
            }
            assertThat(receiver.next(Frame.MESSAGE).get("content").get("body").asString())
                    .isEqualTo("hi");
        }
    }

    /** It has been told that this is the end: what it still sends counts no more. */
    @Test
    void anEndedLinkAcknowledgesNothing() {
        String id = bob.send(alice, "hi").text("id");
        var caller = authenticator.authenticate(alice.credential()).orElseThrow();
        try (var client = AimClient.connected(aim.port(), alice.credential())) {
            events.publishEvent(
                    new CredentialsRevoked(caller.accountId(), List.of(caller.credentialId())));
            client.next(Frame.ERROR);
            client.send(Frame.ACK, 0, 0, json("id", id));
            client.send(Frame.HEARTBEAT, 0, 0, null);

            assertThat(client.isEnded(Duration.ofSeconds(5))).isTrue();
            await().during(SHORT).until(() -> alice.pending().size() == 1);
        }
    }

    @Test
    void aClientThatStopsInTheMiddleOfItsHandshakeIsAnswered() {
        byte[] handshake =
                Frame.of(Frame.HANDSHAKE, 0, 0, 0, AimClient.json("{\"token\":\"am_x\"}")).encode();
        for (int length : List.of(0, 1, Frame.HEAD_LENGTH, handshake.length - 1)) {
            try (var client = new AimClient(aim.port())) {
                client.send(Arrays.copyOf(handshake, length));
                client.endOutput();

                assertThat(client.next(Frame.ERROR).get("code").asString())
                        .isEqualTo("invalid_request");
            }
        }
    }

    /** Anybody on the way could read the key. */
    @Test
    void plaintextFromAnotherMachineIsRefused() throws IOException {
        try (var client = new AimClient(new Socket(AimLimitsTest.otherAddress(), aim.port()))) {
            client.handshake(alice.credential());

            assertThat(client.next(Frame.ERROR).get("message").asString()).contains("TLS");
            assertThat(client.isEnded(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void aClientThatSpeaksTlsInVainIsAnswered() {
        byte[] hello = new byte[300];
        hello[0] = AimTls.FIRST_BYTE;
        try (var client = new AimClient(aim.port())) {
            client.send(hello);

            client.next(Frame.ERROR);
        }
    }

    /** The key is not wrong because nobody can tell. */
    @Test
    void aHandshakeIsAnsweredWhileTheDatabaseIsAway() throws SQLException {
        var all = new ArrayList<Connection>();
        try (var client = new AimClient(aim.port())) {
            for (int i = 0; i < 16; i++) { // the pool's size
                all.add(database.getConnection());
            }
            client.handshake(alice.credential());

            JsonNode error = client.next(Frame.ERROR);
            assertThat(error.get("code").asString()).isEqualTo("unavailable");
            assertThat(error.get("status").intValue()).isEqualTo(503);
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    @Test
    void countsOpenLinks() {
        double before = openLinks();
        try (var _ = AimClient.connected(aim.port(), alice.credential())) {
            await().until(() -> openLinks() == before + 1);
        }
        await().until(() -> openLinks() == before);
    }

    private double openLinks() {
        return meters.get("agentim.connections").tag("transport", "aim").gauge().value();
    }

    @Test
    void withoutAnythingToSayTheServerIsSilent() {
        try (var client = AimClient.connected(aim.port(), alice.credential())) {
            assertThat(client.poll(SHORT)).isEmpty();
        }
    }
}
