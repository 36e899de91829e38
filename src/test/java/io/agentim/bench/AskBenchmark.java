package io.agentim.bench;

import static io.agentim.support.Server.json;

import static java.util.Objects.requireNonNull;

import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.Server;
import io.agentim.support.ServerProcess;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thousand requests wait for their replies at once: how long after the replier has been told that
 * his reply is stored does the asker have it. One process asks, replies and measures, on the same
 * cores as the server. No test: it asserts no times. {@code mvn -B verify -Dsurefire.skip=true
 * -Dit.test=AskBenchmark}
 */
class AskBenchmark {
    private static final int ASKERS = 40;
    private static final int WAITS_EACH = 25; // an account may have 32
    private static final int WAITS = ASKERS * WAITS_EACH;
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 3;
    private static final long PACE = TimeUnit.MILLISECONDS.toNanos(5);

    @Test
    void run() throws Exception {
        try (ServerProcess server = ServerProcess.create().byScript(Path.of("bin/agentim"))) {
            server.start();
            Answer replier = register(server);
            List<Api> askers = new ArrayList<>();
            for (int i = 0; i < ASKERS; i++) {
                askers.add(as(server, register(server)));
            }
            for (int round = 1; round <= WARM_UP; round++) {
                round(as(server, replier), replier.text("id"), askers);
            }
            for (int round = 1; round <= ROUNDS; round++) {
                List<Long> micros = round(as(server, replier), replier.text("id"), askers);
                System.out.printf(
                        Locale.ROOT,
                        "BENCH round %d: %d waits: reply stored to asker answered: median %.1f ms,"
                                + " p99 %.1f ms, max %.1f ms%n",
                        round,
                        WAITS,
                        micros.get(WAITS / 2) / 1000.0,
                        micros.get(WAITS * 99 / 100) / 1000.0,
                        micros.getLast() / 1000.0);
            }
        }
    }

    /** Returns the sorted delays in microseconds. */
    private static List<Long> round(Api replier, String replierId, List<Api> askers)
            throws Exception {
        Map<String, Long> stored = new ConcurrentHashMap<>();
        Map<String, Long> heard = new ConcurrentHashMap<>();
        long before = newestSeq(replier);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> asks = new ArrayList<>();
            for (int i = 0; i < WAITS; i++) {
                Api asker = askers.get(i % ASKERS);
                asks.add(
                        threads.submit(() -> {
                            Answer answer =
                                    asker.post(
                                                    "/v1/messages?wait=120",
                                                    json("to", replierId, "body", "?"))
                                            .hasStatus(201);
                            heard.put(answer.text("id"), System.nanoTime());
                        }));
            }
            for (JsonNode question : questions(replier, before)) {
                String id = question.get("id").asString();
                String from = question.get("from").asString();
                replier.post("/v1/messages", json("to", from, "body", "!", "reply_to", id))
                        .hasStatus(201);
                stored.put(id, System.nanoTime());
                LockSupport.parkNanos(PACE);
            }
            for (Future<?> ask : asks) {
                ask.get();
            }
        }
        return stored.keySet().stream()
                .map(id -> (requireNonNull(heard.get(id)) - requireNonNull(stored.get(id))) / 1000)
                .sorted()
                .toList();
    }

    private static long newestSeq(Api api) {
        long seq = 0;
        for (JsonNode page = sync(api, seq); ; page = sync(api, seq)) {
            seq = page.path("next_seq").asLong();
            if (!page.path("has_more").asBoolean()) {
                return seq;
            }
        }
    }

    /** Once all of them wait. */
    private static List<JsonNode> questions(Api replier, long before) {
        List<JsonNode> questions = new ArrayList<>();
        long seq = before;
        while (questions.size() < WAITS) {
            JsonNode page = sync(replier, seq);
            page.get("messages").forEach(questions::add);
            seq = page.path("next_seq").asLong();
        }
        return questions;
    }

    private static JsonNode sync(Api api, long seq) {
        return api.get("/v1/messages/sync?limit=500&since_seq=" + seq).hasStatus(200).json();
    }

    private static Answer register(ServerProcess server) {
        return server.api()
                .post("/v1/agents/register", json("display_name", Server.uniqueName("bench")))
                .hasStatus(201);
    }

    private static Api as(ServerProcess server, Answer account) {
        return server.api().with("Authorization", "Bearer " + account.text("api_key"));
    }
}
