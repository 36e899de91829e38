package io.agentim.stress;

import io.agentim.stress.Entry.Channel;
import io.agentim.stress.Entry.Item;
import io.agentim.support.Answer;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** Goes through the mailbox with a cursor, in pages of changing sizes; acknowledges every third. */
final class SyncReader extends Reader {
    private static final int[] PAGE_SIZES = {100, 1, 500, 2, 99, 101};

    private long cursor;
    private int pages;

    SyncReader(Load load, Account self) {
        super(load, self);
    }

    @Override
    void readOnce() {
        int limit = PAGE_SIZES[pages++ % PAGE_SIZES.length];
        long began = load.history().now();
        Answer answer = api().get("/v1/messages/sync?since_seq=" + cursor + "&limit=" + limit);
        if (!isAnswered(answer)) {
            return;
        }
        JsonNode page = answer.json();
        List<Item> items = items(page.path("messages"));
        long next = page.path("next_seq").longValue();
        boolean more = page.path("has_more").booleanValue();
        load.history()
                .add(
                        Entry.read(
                                        "c" + self.number(),
                                        began,
                                        load.history().now(),
                                        self.id(),
                                        Channel.SYNC,
                                        items)
                                .withPage(cursor, limit, more, next));
        cursor = next;
        items.stream().filter(item -> item.seq() % 3 == 0).forEach(this::ack);
        if (!more) {
            pause();
        }
    }
}
