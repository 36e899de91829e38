package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.account.Authenticator;
import io.agentim.account.Caller;
import io.agentim.delivery.Inbox;
import io.agentim.delivery.Item;
import io.agentim.message.Asks.Terms;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Replies and the beginning of the wait for them at once, 4,000 times: none is missed. */
@ServerTest
class AskRaceTest {
    private static final int PAIRS = 10;
    private static final int ROUNDS = 200; // of each kind
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int MISSED_SECONDS = 20;

    @Autowired Server server;
    @Autowired Asks asks;
    @Autowired MessageService messages;
    @Autowired ReplyWaits waits;
    @Autowired Inbox inbox;
    @Autowired Authenticator authenticator;
    @Autowired JsonMapper mapper;

    @Test
    void noReplyIsMissed() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> running =
                    IntStream.range(0, PAIRS)
                            .mapToObj(i -> {
                                TestAccount alice = server.newAgent();
                                TestAccount bob = server.newAgent();
                                var random = new Random(SEED + i);
                                return CompletableFuture.runAsync(
                                        () -> race(alice, bob, random, threads), threads);
                            })
                            .toList();
            running.forEach(CompletableFuture::join);
        }
        await().until(() -> waits.waiting() == 0);
    }

    private void race(TestAccount alice, TestAccount bob, Random random, ExecutorService threads) {
        Caller asker = callerOf(alice);
        Caller answerer = callerOf(bob);
        for (int round = 0; round < ROUNDS; round++) {
            String text = Integer.toString(round);
            long delay = random.nextInt(3_000_000);
            SentMessage sent = messages.send(asker, to(bob, text, null), null);
            var reply =
                    CompletableFuture.runAsync(
                            () -> {
                                LockSupport.parkNanos(delay);
                                acknowledgeAndReply(answerer, alice, MessageId.format(sent.id()));
                            },
                            threads);
            LockSupport.parkNanos(random.nextInt(3_000_000));
            var found = asks.awaitReply(asker, MessageId.format(sent.id()), terms()).answer();
            assertReplied(get(found).outcome(), round);
            reply.join();

            var eager = CompletableFuture.runAsync(() -> replyAtOnce(answerer, alice), threads);
            var asked = asks.ask(asker, to(bob, text, null), null, terms()).answer();
            assertThat(get(asked).json())
                    .as("seed %d, round %d", SEED, round)
                    .startsWith("{\"wait\":\"replied\"");
            eager.join();
        }
        assertThat(inbox.unacked(asker.accountId(), 0, 10)).as("acknowledged by waiting").isEmpty();
    }

    private static void assertReplied(String outcome, int round) {
        assertThat(outcome).as("seed %d, round %d", SEED, round).isEqualTo("replied");
    }

    /** As soon as the question can be seen. */
    private void replyAtOnce(Caller answerer, TestAccount asker) {
        List<Item> questions = List.of();
        while (questions.isEmpty()) {
            LockSupport.parkNanos(200_000);
            questions = inbox.unacked(answerer.accountId(), 0, 1);
        }
        acknowledgeAndReply(answerer, asker, MessageId.format(questions.getFirst().id()));
    }

    private void acknowledgeAndReply(Caller answerer, TestAccount asker, String question) {
        assertThat(inbox.ack(answerer.accountId(), question)).isTrue();
        messages.send(answerer, to(asker, "answer", question), null);
    }

    private SendMessageRequest to(TestAccount recipient, String body, @Nullable String replyTo) {
        String request =
                replyTo == null
                        ? json("to", recipient.id(), "body", body)
                        : json("to", recipient.id(), "body", body, "reply_to", replyTo);
        return mapper.readValue(request, SendMessageRequest.class);
    }

    private static Terms terms() {
        return new Terms("here", 60L, true);
    }

    private static <T> T get(CompletableFuture<T> answer) {
        return answer.orTimeout(MISSED_SECONDS, TimeUnit.SECONDS).join();
    }

    private Caller callerOf(TestAccount account) {
        return authenticator.authenticate(account.credential()).orElseThrow();
    }
}
