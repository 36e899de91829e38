package io.agentim.delivery.longpoll;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.account.Authenticator;
import io.agentim.account.Caller;
import io.agentim.delivery.Item;
import io.agentim.delivery.TestItems;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Sends, polls and time-outs at the same moment, 10,000 times: no wake-up is missed (promise P12).
 */
@ServerTest
class LongPollRaceTest {
    private static final int ACCOUNTS = 10;
    private static final int ROUNDS = 1000;
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration MISSED = Duration.ofSeconds(10);

    @Autowired Server server;
    @Autowired TestItems items;
    @Autowired LongPolls polls;
    @Autowired Authenticator authenticator;

    @Test
    void noWakeUpIsMissed() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> running =
                    IntStream.range(0, ACCOUNTS)
                            .mapToObj(i -> {
                                TestAccount account = server.newAgent();
                                var random = new Random(SEED + i);
                                return CompletableFuture.runAsync(
                                        () -> race(account, random, threads), threads);
                            })
                            .toList();
            running.forEach(CompletableFuture::join);
        }
        assertThat(polls.waiting()).isZero();
    }

    private void race(TestAccount account, Random random, ExecutorService threads) {
        Caller caller = authenticator.authenticate(account.credential()).orElseThrow();
        for (int round = 0; round < ROUNDS; round++) {
            long delay = random.nextInt(3_000_000);
            var send =
                    CompletableFuture.supplyAsync(
                            () -> {
                                LockSupport.parkNanos(delay);
                                return items.append("x", account);
                            },
                            threads);
            Duration patience =
                    random.nextBoolean() ? LONG : Duration.ofNanos(random.nextInt(6_000_000));
            List<Item> found = poll(caller, patience);
            String id = send.join();
            if (found.isEmpty()) {
                assertThat(patience).as("seed %d, round %d", SEED, round).isLessThan(LONG);
                found = poll(caller, LONG);
            }
            assertThat(found).as("seed %d, round %d", SEED, round).hasSize(1);
            assertThat(found.getFirst().json()).contains(id);
            items.ack(account, id);
        }
    }

    @SuppressWarnings("unchecked") // what a poll results in
    private List<Item> poll(Caller caller, Duration patience) {
        var answer = new CompletableFuture<Object>();
        polls.poll(caller, "here", patience, 10).setResultHandler(answer::complete);
        return (List<Item>) answer.orTimeout(MISSED.toSeconds(), TimeUnit.SECONDS).join();
    }
}
