package io.agentim.delivery.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.agentim.account.AccountId;
import io.agentim.delivery.Presence;
import io.agentim.delivery.TestItems;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLSocket;

/**
 * Silent, slow and too many clients over TCP and TLS (contract 4.7, promise P30, hardening T11),
 * with short patience where it can be set.
 */
@ServerTest
@TestPropertySource(
        properties = {
            "agentim.limits.enabled=true",
            "agentim.limits.register.rate=0",
            "agentim.limits.any.rate=0",
            "agentim.limits.read.rate=0",
            "agentim.connections.max-silence=3s",
            "agentim.connections.max-write=1s",
            "agentim.aim.allow-plaintext=true"
        })
class AimLimitsTest {
    private static final TestCertificate CERTIFICATE = TestCertificate.make();
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    @DynamicPropertySource
    static void certificate(DynamicPropertyRegistry properties) {
        properties.add("agentim.aim.tls.certificate", CERTIFICATE::certificate);
        properties.add("agentim.aim.tls.private-key", CERTIFICATE::privateKey);
    }

    enum Transport {
        PLAINTEXT,
        TLS
    }

    @Autowired Server server;
    @Autowired AimServer aim;
    @Autowired TestItems items;
    @Autowired Presence presence;

    @Test
    void speaksTlsBesidePlaintextOnTheSamePort() {
        TestAccount alice = server.newAgent();
        try (var encrypted = connected(Transport.TLS, alice);
                var plain = connected(Transport.PLAINTEXT, alice)) {
            String id = items.append("hello", alice);

            assertThat(encrypted.next(Frame.MESSAGE).get("id").asString()).isEqualTo(id);
            assertThat(plain.next(Frame.MESSAGE).get("id").asString()).isEqualTo(id);
            encrypted.send(Frame.HEARTBEAT, 0, 0, null);
            assertThat(encrypted.next().type()).isEqualTo(Frame.HEARTBEAT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongKeyIsRefusedByAnErrorFrameAndAnOrderlyEnd(Transport transport) {
        try (var client = open(transport)) {
            client.handshake("am_wrong");

            assertThat(client.next(Frame.ERROR).get("code").asString()).isEqualTo("unauthorized");
            assertThat(client.isEnded(AT_ONCE)).isTrue();
        }
    }

    @Test
    void takesPlaintextFromOtherMachinesWhenAllowed() throws IOException {
        TestAccount alice = server.newAgent();
        try (var client = new AimClient(new Socket(otherAddress(), aim.port()))) {
            client.handshake(alice.credential());

            assertThat(client.next(Frame.HANDSHAKE).get("agent_id").asString())
                    .isEqualTo(alice.id());
        }
    }

    /** An address of this machine by which it looks like another one. */
    static InetAddress otherAddress() throws IOException {
        var addresses =
                java.net.NetworkInterface.networkInterfaces()
                        .flatMap(java.net.NetworkInterface::inetAddresses)
                        .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
                        .findFirst();
        assumeTrue(addresses.isPresent());
        return addresses.orElseThrow();
    }

    /** It costs a page and a small kernel buffer, holds up nobody, and nothing is lost. */
    @ParameterizedTest
    @EnumSource
    void cutsOffAClientThatStopsReading(Transport transport) {
        TestAccount stalled = server.newAgent();
        TestAccount healthy = server.newAgent();
        try (var slow = connected(transport, stalled);
                var deaf = connected(transport, stalled);
                var quick = connected(transport, healthy)) {
            for (int i = 0; i < 120; i++) {
                items.append("x".repeat(60_000), stalled, healthy);
                quick.next(Frame.MESSAGE);
            }
            await().until(() -> !presence.isOnline(idOf(stalled)));
            await().until(() -> deaf.cannotSend()); // not only when it begins to read
            assertThat(slow.rest().length).as("bytes of 7 MB").isLessThan(1024 * 1024);
        }
        assertThat(stalled.pending()).hasSize(120);
        try (var again = connected(transport, stalled)) {
            assertThat(again.next(Frame.MESSAGE).get("seq").intValue()).isEqualTo(1);
        }
    }

    @Test
    void tellsAClientThatIsSilentAndHangsUp() {
        TestAccount alice = server.newAgent();
        try (var pinging = connected(Transport.PLAINTEXT, alice);
                var silent = connected(Transport.TLS, alice)) {
            var error =
                    CompletableFuture.supplyAsync(
                            () -> silent.next(Frame.ERROR), Thread::startVirtualThread);
            while (!error.isDone()) {
                pinging.send(Frame.HEARTBEAT, 0, 0, null);
                assertThat(pinging.next().type()).isEqualTo(Frame.HEARTBEAT);
            }
            assertThat(error.join().get("code").asString()).isEqualTo("timeout");
            assertThat(silent.isEnded(AT_ONCE)).isTrue();
            pinging.send(Frame.HEARTBEAT, 0, 0, null);
            assertThat(pinging.next().type()).isEqualTo(Frame.HEARTBEAT);
        }
    }

    @Test
    void theEleventhLinkOfAnAccountReplacesTheFirst() {
        TestAccount alice = server.newAgent();
        var clients = new ArrayList<AimClient>();
        try {
            for (int i = 0; i < 11; i++) {
                clients.add(connected(Transport.PLAINTEXT, alice));
            }
            JsonNode error = clients.getFirst().next(Frame.ERROR);
            assertThat(error.get("code").asString()).isEqualTo("replaced");
            assertThat(clients.getFirst().isEnded(AT_ONCE)).isTrue();
            String id = items.append("to the other ten", alice);
            for (AimClient client : clients.subList(1, 11)) {
                assertThat(client.next(Frame.MESSAGE).get("id").asString()).isEqualTo(id);
            }
        } finally {
            clients.forEach(AimClient::close);
        }
    }

    @Test
    void twentyOfOneAddressMayBeUnknownAtATime() {
        TestAccount alice = server.newAgent();
        var strangers = new ArrayList<AimClient>();
        try (var known = connected(Transport.PLAINTEXT, alice)) {
            for (int i = 0; i < 20; i++) {
                strangers.add(open(Transport.PLAINTEXT));
            }
            try (var client = open(Transport.PLAINTEXT)) {
                assertThat(client.next(Frame.ERROR).get("code").asString())
                        .isEqualTo("rate_limited");
                assertThat(client.isEnded(AT_ONCE)).isTrue();
            }
            strangers.getFirst().handshake(alice.credential());
            strangers.getFirst().next(Frame.HANDSHAKE); // known now, and there is room for another
            try (var client = connected(Transport.PLAINTEXT, alice)) {
                client.send(Frame.HEARTBEAT, 0, 0, null);
                assertThat(client.next().type()).isEqualTo(Frame.HEARTBEAT);
            }
            known.send(Frame.HEARTBEAT, 0, 0, null);
            assertThat(known.next().type()).isEqualTo(Frame.HEARTBEAT);
        } finally {
            strangers.forEach(AimClient::close);
        }
    }

    /** A byte a second is no way to stay. */
    @Test
    void aHandshakeHasTenSecondsWhateverArrives() {
        byte[] handshake =
                Frame.of(Frame.HANDSHAKE, 0, 0, 0, AimClient.json("{\"token\":\"am_x\"}")).encode();
        byte[] tlsRecord = new byte[1024];
        tlsRecord[0] = AimTls.FIRST_BYTE;
        tlsRecord[1] = 3;
        tlsRecord[2] = 1;
        tlsRecord[3] = 3; // the length: nearly all of it
        List<byte[]> all = List.of(new byte[0], handshake, tlsRecord);
        long opened = System.nanoTime();
        List<CompletableFuture<byte[]>> ends =
                all.stream()
                        .map(bytes ->
                                CompletableFuture.supplyAsync(
                                        () -> drip(bytes), Thread::startVirtualThread))
                        .toList();

        for (var end : ends) {
            end.join();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - opened))
                .isBetween(HANDSHAKE, HANDSHAKE.plusSeconds(5));
        for (var end : ends.subList(0, 2)) { // in plaintext there is a frame that says why
            assertThat(end.join()[4]).isEqualTo((byte) Frame.ERROR);
        }
    }

    /** Sends a byte a second until the server hangs up, and returns what that said. */
    private byte[] drip(byte[] bytes) {
        try (var client = open(Transport.PLAINTEXT)) {
            for (int i = 0; i < 20; i++) {
                if (i < bytes.length) {
                    client.send(new byte[] {bytes[i]});
                }
                if (client.isReadable(Duration.ofSeconds(1))) {
                    return client.rest();
                }
            }
            throw new AssertionError("still open after twenty seconds");
        }
    }

    private AimClient connected(Transport transport, TestAccount account) {
        AimClient client = open(transport);
        client.handshake(account.credential());
        client.next(Frame.HANDSHAKE);
        return client;
    }

    private AimClient open(Transport transport) {
        try {
            var socket = new Socket();
            socket.setReceiveBufferSize(65_536); // what a client leaves unread must not fit in
            socket.connect(new InetSocketAddress("localhost", aim.port()));
            return new AimClient(transport == Transport.TLS ? encrypted(socket) : socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket encrypted(Socket socket) throws IOException {
        var encrypted =
                (SSLSocket)
                        CERTIFICATE
                                .trusting()
                                .getSocketFactory()
                                .createSocket(socket, "localhost", aim.port(), true);
        var parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // as the SDK: the name must match
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    private static AccountId idOf(TestAccount account) {
        return AccountId.parse(account.id()).orElseThrow();
    }
}
