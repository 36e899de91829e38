package io.agentim.stress;

import static io.agentim.support.Server.json;

import io.agentim.stress.Entry.Outgoing;
import io.agentim.stress.Entry.Phase;
import io.agentim.support.Answer;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends one message after the other, each under an idempotency key of its own and again until its
 * fate is known.
 */
final class Sender implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** One in so many goes to a group. */
    private static final int GROUP_SHARE = 10;

    private final Load load;
    private final Account self;
    private final Random random;
    private final long interval;

    Sender(Load load, Account self, long seed, double perSecond) {
        this.load = load;
        this.self = self;
        this.random = new Random(seed + self.number());
        this.interval = (long) (1e9 / perSecond);
    }

    @Override
    public void run() {
        long next = System.nanoTime();
        for (int n = 0; load.isSending(); n++) {
            send(n);
            next = Math.max(next + interval, System.nanoTime() - 1_000_000_000L);
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void send(int n) {
        String token = "t" + self.number() + "-" + n;
        List<Group> mine = load.groupsOf(self);
        if (!mine.isEmpty() && random.nextInt(GROUP_SHARE) == 0) {
            Group group = mine.get(random.nextInt(mine.size()));
            var message = new Outgoing(self.id(), group.others(self), token);
            deliver(message, "/v1/groups/" + group.id() + "/messages", json("body", token));
        } else {
            String to = load.anyoneBut(self, random).id();
            var message = new Outgoing(self.id(), List.of(to), token);
            deliver(message, "/v1/messages", json("to", to, "body", token));
        }
    }

    private void deliver(Outgoing message, String path, String body) {
        while (!attempt(message, path, body) && load.mayRetry()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Returns whether its fate is known. */
    private boolean attempt(Outgoing message, String path, String body) {
        note(message, Phase.INVOKE, "", "");
        try {
            Answer answer =
                    load.as(self)
                            .within(PATIENCE)
                            .with("Idempotency-Key", message.token())
                            .post(path, body);
            return judge(message, answer);
        } catch (UncheckedIOException e) {
            note(message, Phase.INFO, "", e.getMessage());
            return false;
        }
    }

    private boolean judge(Outgoing message, Answer answer) {
        int status = answer.status();
        if (status == 201) {
            note(message, Phase.OK, answer.text("id"), "");
            load.accepted(message);
            return true;
        }
        boolean unknown = status >= 500 || status == 409;
        note(message, unknown ? Phase.INFO : Phase.FAIL, "", "" + status);
        boolean barred = status == 403 && load.mayBeBarred(message);
        if (status != 503 && status != 409 && !barred) {
            load.unexpected("send: " + status + " " + answer.body());
        }
        return !unknown;
    }

    private void note(Outgoing message, Phase phase, String id, String note) {
        load.history()
                .add(
                        Entry.send(
                                "s" + self.number(),
                                phase,
                                load.history().now(),
                                message,
                                id,
                                note));
    }
}
