package io.agentim.delivery.webhook;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Server;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Promise P23, case W10. */
@WebhookServerTest
class FairnessTest {
    private static final String WEBHOOK = "/v1/agents/me/webhook";
    private static final int MESSAGES = 200;

    @Autowired Server server;

    /** Every one of them takes the connection and holds it until the sender gives up. */
    private List<TestAccount> dead(HostileServer hostile, int count) {
        var accounts = new ArrayList<TestAccount>();
        for (int i = 0; i < count; i++) {
            TestAccount account = server.newAgent();
            String url = hostile.url(HostileServer.Behaviour.SILENT);
            account.api().post(WEBHOOK, json("url", url)).hasStatus(201);
            accounts.add(account);
        }
        return accounts;
    }

    @Test
    void fiftyDeadEndpointsDoNotDelayAGoodOne() throws Exception {
        assertThat(p99OfAGoodOneAmongDead(50, false)).isLessThan(Duration.ofSeconds(1));
    }

    /** More of them than there are places: those that work have some kept for them. */
    @Test
    void aHundredAndFiftyDeadEndpointsDoNotDelayOneThatIsKnownToWork() throws Exception {
        assertThat(p99OfAGoodOneAmongDead(150, true)).isLessThan(Duration.ofSeconds(1));
    }

    private Duration p99OfAGoodOneAmongDead(int count, boolean proven) throws Exception {
        try (var hostile = new HostileServer();
                var receiver = new Receiver()) {
            TestAccount sender = server.newAgent();
            TestAccount good = server.newAgent();
            good.api().post(WEBHOOK, json("url", receiver.url())).hasStatus(201);
            if (proven) {
                sender.send(good, "proof");
                receiver.awaitRequests(1);
                WebhookTest.awaitStatus(good, "delivered");
            }
            for (TestAccount account : dead(hostile, count)) {
                sender.send(account, "never to arrive");
                sender.send(account, "nor this");
            }
            for (int i = 0; i < MESSAGES; i++) {
                sender.send(good, Long.toString(System.nanoTime()));
            }
            List<Long> delays =
                    receiver.awaitRequests(MESSAGES + (proven ? 1 : 0)).stream()
                            .skip(proven ? 1 : 0)
                            .map(FairnessTest::delay)
                            .sorted()
                            .toList();
            assertThat(delays).hasSize(MESSAGES);
            return Duration.ofNanos(delays.get(MESSAGES * 99 / 100 - 1));
        }
    }

    /** From before the send to the receiver's having it whole. */
    private static long delay(Receiver.Received request) {
        long sent = Long.parseLong(request.json().get("content").get("body").asString());
        return request.nanos() - sent;
    }

    @Test
    void oneEndpointHasAtMostFourAttemptsInFlight() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        try (var receiver = new Receiver()) {
            receiver.answer(_ -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                LockSupport.parkNanos(20_000_000);
                running.decrementAndGet();
                return Receiver.Reply.OK;
            });
            TestAccount sender = server.newAgent();
            TestAccount good = server.newAgent();
            good.api().post(WEBHOOK, json("url", receiver.url())).hasStatus(201);

            for (int i = 0; i < 60; i++) {
                sender.send(good, "n" + i);
            }

            receiver.awaitRequests(60);
            assertThat(most.get()).as("earned by success, up to four").isBetween(2, 4);
        }
    }
}
