package io.agentim.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.AgentImApplication;
import io.agentim.support.Answer;
import io.agentim.support.RawWebSocket;
import io.agentim.support.Server;
import io.agentim.support.TestDatabase;
import io.agentim.support.WebSocketClient;
import io.micrometer.core.instrument.MeterRegistry;

import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The stop of a server on which clients wait (promise P28). */
class RealtimeShutdownTest {
    /** Looks around between two steps of the stop. */
    private static final class Probe implements Drainable {
        private final int order;
        private Runnable look = () -> {};
        private volatile boolean passed;

        Probe(int order) {
            this.order = order;
        }

        @Override
        public int drainOrder() {
            return order;
        }

        @Override
        public void drain() {
            look.run();
            passed = true;
        }
    }

    private final Probe first = new Probe(Drainable.LISTENERS - 1);
    private final Probe failing = new Probe(Drainable.LISTENERS + 1);
    private final Probe between = new Probe(Drainable.LINKS - 1);

    @Test
    void endsPollsThenSocketsAndExitsInTime() throws Exception {
        var context = start();
        var server = context.getBean(Server.class);
        var alice = server.newAgent();
        var bob = server.newAgent();
        var polls = new ArrayList<CompletableFuture<Answer>>();
        for (int i = 0; i < 4; i++) {
            polls.add(alice.api().getAsync("/v1/messages/pending?timeout=60"));
        }
        var sockets = new ArrayList<WebSocketClient>();
        for (int i = 0; i < 8; i++) {
            sockets.add(WebSocketClient.open(bob));
        }
        var deaf =
                new RawWebSocket(
                        server, "/v1/ws", bob.credential(), 4096); // answers no close frame
        var meters = context.getBean(MeterRegistry.class);
        await().until(() -> meters.get("agentim.polls.waiting").gauge().value() == 4);
        await().until(() ->
                meters.get("agentim.connections").tag("transport", "websocket").gauge().value()
                        == 9);

        var availability = context.getBean(ApplicationAvailability.class);
        first.look =
                () -> {
                    assertThat(availability.getReadinessState())
                            .isEqualTo(ReadinessState.REFUSING_TRAFFIC);
                    assertThat(polls).noneMatch(CompletableFuture::isDone);
                };
        failing.look =
                () -> {
                    throw new IllegalStateException("the other steps must come all the same");
                };
        between.look =
                () -> {
                    await().until(() -> polls.stream().allMatch(CompletableFuture::isDone));
                    assertThat(sockets).allMatch(WebSocketClient::isOpen);
                    var late = alice.api().getAsync("/v1/messages/pending?timeout=60");
                    assertThat(late.orTimeout(1, TimeUnit.SECONDS).join().body()).isEqualTo("[]");
                };
        var stop = CompletableFuture.runAsync(context::close, Thread::startVirtualThread);

        for (var poll : polls) {
            Answer answer = poll.orTimeout(1, TimeUnit.SECONDS).join();
            assertThat(answer.hasStatus(200).body()).isEqualTo("[]");
        }
        for (var socket : sockets) {
            assertThat(socket.closeCode()).isEqualTo(1012);
        }
        assertThat(deaf.read(RawWebSocket.CLOSE).closeCode()).isEqualTo(1012);
        stop.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(first.passed).as("at first: not ready, polls waiting").isTrue();
        assertThat(between.passed).as("then: polls ended, sockets open").isTrue();
        deaf.close();
    }

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(
                        AgentImApplication.class, TestDatabase.class, Server.class)
                .initializers(context -> {
                    context.getBeanFactory().registerSingleton("first", first);
                    context.getBeanFactory().registerSingleton("failing", failing);
                    context.getBeanFactory().registerSingleton("between", between);
                })
                .run(
                        "--agentim.port=0",
                        "--agentim.limits.enabled=false",
                        "--agentim.embedded-database.enabled=false",
                        "--agentim.aim-port=0",
                        "--agentim.management-port=0",
                        "--agentim.data-dir=target/test-data");
    }
}
