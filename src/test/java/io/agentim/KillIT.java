package io.agentim;

import static io.agentim.support.Server.json;
import static io.agentim.support.Server.uniqueName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Api;
import io.agentim.support.ServerProcess;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import tools.jackson.databind.JsonNode;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Promises P1, P6 and P27: what was answered with 2xx is there after any kill, once, in order. */
@Isolated // others would slow its restarts down
class KillIT {
    private static final int KILLS = 5;
    private static final int SENDERS = 4;
    private static final int MESSAGES_BETWEEN_KILLS = 50;
    private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(60);
    private static final Duration QUICK = Duration.ofSeconds(15);
    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final Duration PAUSE_WHEN_DOWN = Duration.ofMillis(100);

    private final ServerProcess server = ServerProcess.create();
    private final AtomicBoolean done = new AtomicBoolean();
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final List<Thread> senders = new ArrayList<>();
    private String recipient = "";
    private Duration firstStart = Duration.ZERO;

    @BeforeEach
    void startLoad() {
        long launched = System.nanoTime();
        server.start();
        firstStart = Duration.ofNanos(System.nanoTime() - launched);
        var account = register();
        recipient = account.path("api_key").asString();
        for (int i = 0; i < SENDERS; i++) {
            Api sender = server.as(register().path("api_key").asString());
            String to = account.path("id").asString();
            senders.add(Thread.ofVirtual().start(() -> sendAllTheTime(sender, to)));
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        done.set(true);
        for (Thread sender : senders) {
            sender.join(LONGEST_OUTAGE);
        }
        server.close();
    }

    @Test
    void killingTheServerLosesNothing() throws Exception {
        var restarts = new ArrayList<Duration>();
        for (int kill = 0; kill < KILLS; kill++) {
            awaitMoreMessages();
            server.kill9();
            long killed = System.nanoTime();
            server.start();
            restarts.add(Duration.ofNanos(System.nanoTime() - killed));
        }
        assertNothingIsLost();
        // On a machine too busy for the promise, at least no slower than the very first start: the
        // kill leaves nothing behind that has to be waited for.
        Duration promised = QUICK.compareTo(firstStart) > 0 ? QUICK : firstStart.plus(SLACK);
        assertThat(Collections.min(restarts)).isLessThan(promised);
    }

    @Test
    void killingPostgresLosesNothing() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            awaitMoreMessages();
            ProcessHandle.of(server.postgresPid()).orElseThrow().destroyForcibly();
        }
        assertNothingIsLost();
    }

    /** Under load, and so also the proof that the server serves again. */
    private void awaitMoreMessages() {
        int before = accepted.size();
        await().atMost(LONGEST_OUTAGE)
                .until(() -> accepted.size() >= before + MESSAGES_BETWEEN_KILLS);
    }

    private void assertNothingIsLost() throws InterruptedException {
        awaitMoreMessages();
        done.set(true);
        for (Thread sender : senders) {
            sender.join(LONGEST_OUTAGE);
        }
        assertThat(unexpected).isEmpty();
        List<JsonNode> received = everythingReceived();
        List<Long> seqs = received.stream().map(item -> item.path("seq").longValue()).toList();
        assertThat(seqs).isSorted().doesNotHaveDuplicates();
        Set<String> ids =
                received.stream()
                        .map(item -> item.path("id").asString())
                        .collect(Collectors.toSet());
        assertThat(ids).hasSameSizeAs(received).containsAll(accepted);
    }

    private List<JsonNode> everythingReceived() {
        var items = new ArrayList<JsonNode>();
        long seq = 0;
        while (true) {
            var page =
                    server.as(recipient)
                            .get("/v1/messages/sync?limit=500&since_seq=" + seq)
                            .hasStatus(200);
            items.addAll(page.elements("messages"));
            if (!page.at("has_more").booleanValue()) {
                return items;
            }
            seq = page.at("next_seq").longValue();
        }
    }

    private void sendAllTheTime(Api sender, String to) {
        for (int n = 0; !done.get(); n++) {
            try {
                var answer = sender.post("/v1/messages", json("to", to, "body", "message " + n));
                if (answer.status() == 201) {
                    accepted.add(answer.text("id"));
                } else if (answer.status() != 503) {
                    unexpected.add(answer.status() + " " + answer.body());
                }
            } catch (UncheckedIOException _) {
                // The server is down; what became of this message is unknown. Leave it the
                // processor.
                LockSupport.parkNanos(PAUSE_WHEN_DOWN.toNanos());
            }
        }
    }

    private JsonNode register() {
        return server.api()
                .post("/v1/agents/register", json("display_name", uniqueName("load")))
                .hasStatus(201)
                .json();
    }
}
