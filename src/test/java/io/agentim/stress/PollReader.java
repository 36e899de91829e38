package io.agentim.stress;

import io.agentim.stress.Entry.Channel;
import io.agentim.stress.Entry.Item;
import io.agentim.support.Answer;

import java.util.List;

/** Polls, and acknowledges all that comes. */
final class PollReader extends Reader {
    PollReader(Load load, Account self) {
        super(load, self);
    }

    @Override
    void readOnce() {
        long began = load.history().now();
        Answer answer = api().get("/v1/messages/pending?timeout=5&limit=100");
        if (!isAnswered(answer)) {
            return;
        }
        List<Item> items = items(answer.elements());
        note("p" + self.number(), Channel.PENDING, began, items);
        if (!items.isEmpty()) {
            ackTogether(items);
        }
    }
}
