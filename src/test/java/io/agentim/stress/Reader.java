package io.agentim.stress;

import io.agentim.stress.Entry.Channel;
import io.agentim.stress.Entry.Item;
import io.agentim.stress.Entry.Phase;
import io.agentim.support.Answer;
import io.agentim.support.Api;

import tools.jackson.databind.JsonNode;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Reads one mailbox in one way for as long as the load lasts, and writes down what it gets. */
abstract class Reader implements Runnable {
    enum Kind {
        POLL,
        SYNC,
        WEBSOCKET,
        AIM,
        WEBHOOK
    }

    static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Load load;
    final Account self;

    Reader(Load load, Account self) {
        this.load = load;
        this.self = self;
    }

    static Kind kindOf(Account account) {
        return Kind.values()[account.number() % Kind.values().length];
    }

    static Reader of(Load load, Account account) {
        return switch (kindOf(account)) {
            case POLL -> new PollReader(load, account);
            case SYNC, WEBHOOK -> new SyncReader(load, account); // a webhook's account reads, too
            case WEBSOCKET -> new PushReader(load, account, Channel.WS, WebSocketFeed::open);
            case AIM -> new PushReader(load, account, Channel.AIM, AimFeed::open);
        };
    }

    @Override
    public final void run() {
        while (load.isReading()) {
            try {
                readOnce();
            } catch (UncheckedIOException _) {
                pause(); // it is down
            }
        }
    }

    abstract void readOnce();

    Api api() {
        return load.as(self).within(PATIENCE);
    }

    /** Whether there was anything to read: the database may be away, which is no fault. */
    boolean isAnswered(Answer answer) {
        if (answer.status() != 200 && answer.status() != 503) {
            load.unexpected("read: " + answer.status() + " " + answer.body());
        }
        if (answer.status() != 200) {
            pause();
        }
        return answer.status() == 200;
    }

    void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    void note(String proc, Channel channel, long began, List<Item> items) {
        load.history()
                .add(Entry.read(proc, began, load.history().now(), self.id(), channel, items));
    }

    static List<Item> items(Iterable<JsonNode> nodes) {
        List<Item> items = new ArrayList<>();
        for (JsonNode node : nodes) {
            items.add(item(node));
        }
        return items;
    }

    static Item item(JsonNode node) {
        return new Item(
                node.path("id").asString(),
                node.path("seq").longValue(),
                node.path("content").path("body").asString(),
                node.path("acked").asBoolean(false),
                false);
    }

    /** One by one, as the SDK does. */
    void ack(Item item) {
        acks(Phase.INVOKE, List.of(item));
        boolean done = false;
        try {
            Answer answer = api().post("/v1/messages/" + item.id() + "/ack");
            done = answer.status() == 204;
            if (!done && answer.status() != 503) {
                load.unexpected("ack: " + answer.status() + " " + answer.body());
            }
        } finally {
            acks(done ? Phase.OK : Phase.INFO, List.of(item));
        }
    }

    /** All at once. */
    void ackTogether(List<Item> items) {
        var ids = Answer.JSON.createObjectNode();
        var array = ids.putArray("ids");
        items.forEach(item -> array.add(item.id()));
        acks(Phase.INVOKE, items);
        boolean done = false;
        try {
            done = isAnswered(api().post("/v1/messages/ack", ids.toString()));
        } finally {
            acks(done ? Phase.OK : Phase.INFO, items);
        }
    }

    private void acks(Phase phase, List<Item> items) {
        long now = load.history().now();
        items.forEach(item ->
                load.history()
                        .add(Entry.ack("a" + self.number(), phase, now, self.id(), item.id())));
    }
}
