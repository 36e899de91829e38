package io.agentim.delivery.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.agentim.AgentImApplication;
import io.agentim.support.Server;
import io.agentim.support.TestDatabase;

import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The stop of a server to which clients of AIM are connected (promise P28, contract 4.7). */
class AimShutdownTest {
    @Test
    void refusesNewClientsAndTellsEveryOtherBeforeItHangsUp() {
        ConfigurableApplicationContext context = start();
        int port = context.getBean(AimServer.class).port();
        var alice = context.getBean(Server.class).newAgent();
        byte[] handshake =
                Frame.of(Frame.HANDSHAKE, 0, 0, 0, AimClient.json("{\"token\":\"am_x\"}")).encode();
        var clients = new ArrayList<AimClient>();
        try {
            for (int i = 0; i < 8; i++) {
                clients.add(AimClient.connected(port, alice.credential()));
            }
            clients.add(new AimClient(port)); // says nothing
            clients.add(new AimClient(port));
            clients.getLast().send(java.util.Arrays.copyOf(handshake, 20)); // says half of it
            var stop = CompletableFuture.runAsync(context::close, Thread::startVirtualThread);

            for (AimClient client : clients) {
                assertThat(client.next(Frame.ERROR).get("code").asString())
                        .isEqualTo("unavailable");
                assertThatExceptionOfType(ConnectException.class)
                        .as("by then nobody is accepted any more")
                        .isThrownBy(() -> new Socket("localhost", port));
                assertThat(client.isEnded(Duration.ofSeconds(5))).isTrue();
            }
            stop.orTimeout(10, TimeUnit.SECONDS).join();
        } finally {
            clients.forEach(AimClient::close);
            context.close();
        }
    }

    private static ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(
                        AgentImApplication.class, TestDatabase.class, Server.class)
                .run(
                        "--agentim.port=0",
                        "--agentim.limits.enabled=false",
                        "--agentim.embedded-database.enabled=false",
                        "--agentim.aim-port=0",
                        "--agentim.management-port=0",
                        "--agentim.data-dir=target/test-data");
    }
}
