package io.agentim.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.account.AccountId;
import io.agentim.delivery.Inbox;
import io.agentim.delivery.Item;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Promises P5 to P8: twelve writers to one mailbox while a reader follows with a cursor. With
 * numbers from a plain sequence the reader would miss a quarter of them. {@code
 * -Dorder.messages=1000000} is the nightly size.
 */
@ServerTest
class OrderTest {
    private static final int WRITERS = 12;
    private static final int MESSAGES = Integer.getInteger("order.messages", 20_000);

    private static final long PAUSE_NANOS = 2_000_000;

    @Autowired Server server;
    @Autowired Inbox inbox;

    @Test
    void aCursorReaderMissesNothingAndSeesEachSendersOrder() throws Exception {
        TestAccount reader = server.newAgent();
        var account = AccountId.parse(reader.id()).orElseThrow();
        var done = new CountDownLatch(WRITERS);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                TestAccount writer = server.newAgent();
                writers.add(
                        executor.submit(() -> {
                            try {
                                for (int i = 0; i < MESSAGES / WRITERS; i++) {
                                    writer.send(reader, Integer.toString(i));
                                }
                            } finally {
                                done.countDown();
                            }
                        }));
            }
            List<Item> seen = follow(account, done);
            for (Future<?> writer : writers) {
                writer.get();
            }

            assertThat(seen).hasSize(MESSAGES / WRITERS * WRITERS);
            assertThat(seen).extracting(Item::seq).doesNotHaveDuplicates().isSorted();
            assertEachSendersOrder(seen);
        }
    }

    /**
     * Reads on from the last number seen, with changing page sizes, until the writers are done and
     * a page is empty.
     */
    private List<Item> follow(AccountId account, CountDownLatch writersDone) {
        int[] pageSizes = {1, 2, 99, 100, 101, 500};
        var seen = new ArrayList<Item>();
        long cursor = 0;
        for (int round = 0; ; round++) {
            boolean last = writersDone.getCount() == 0;
            Inbox.Page page =
                    inbox.page(account, cursor, pageSizes[round % pageSizes.length], false);
            seen.addAll(page.items());
            cursor = page.next();
            if (last && !page.hasMore()) {
                return seen;
            }
            if (page.items().isEmpty()) {
                LockSupport.parkNanos(PAUSE_NANOS); // leaves the processor to the writers
            }
        }
    }

    private static void assertEachSendersOrder(List<Item> seen) {
        Map<String, Integer> next = new HashMap<>();
        for (Item item : seen) {
            JsonNode message = Answer.JSON.readTree(item.json());
            String sender = message.get("from").asString();
            int number = Integer.parseInt(message.get("content").get("body").asString());
            assertThat(number).as("next of %s", sender).isEqualTo(next.getOrDefault(sender, 0));
            next.put(sender, number + 1);
        }
    }
}
