package io.agentim.stress;

import io.agentim.stress.Entry.Channel;
import io.agentim.stress.Entry.Item;
import io.agentim.support.Answer;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** All that a mailbox has in the end: by sync from 0, and by pending. */
final class Drain {
    private static final int LIMIT = 500;

    private final Load load;
    private final Account account;

    Drain(Load load, Account account) {
        this.load = load;
        this.account = account;
    }

    void run() {
        Recorder history = load.history();
        String proc = "f" + account.number();
        boolean more = true;
        for (long cursor = 0; more; ) {
            long began = history.now();
            JsonNode page =
                    load.as(account)
                            .get("/v1/messages/sync?since_seq=" + cursor + "&limit=" + LIMIT)
                            .hasStatus(200)
                            .json();
            List<Item> items = Reader.items(page.path("messages"));
            more = page.path("has_more").booleanValue();
            long next = page.path("next_seq").longValue();
            history.add(
                    Entry.read(proc, began, history.now(), account.id(), Channel.FINAL, items)
                            .withPage(cursor, LIMIT, more, next));
            cursor = next;
        }
        pending(proc);
    }

    private void pending(String proc) {
        Recorder history = load.history();
        long began = history.now();
        Answer answer =
                load.as(account)
                        .get("/v1/messages/pending?timeout=0&limit=" + LIMIT)
                        .hasStatus(200);
        history.add(
                Entry.read(
                        proc + "p",
                        began,
                        history.now(),
                        account.id(),
                        Channel.FINAL_PENDING,
                        Reader.items(answer.elements())));
    }
}
