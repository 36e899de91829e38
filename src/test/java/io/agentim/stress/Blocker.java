package io.agentim.stress;

import io.agentim.stress.Entry.Op;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Blocks another account, and lets it write again, time and again. */
final class Blocker implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Load load;
    private final Account self;
    private final Account other;

    Blocker(Load load, Account self, Account other) {
        this.load = load;
        this.self = self;
        this.other = other;
    }

    @Override
    public void run() {
        while (load.isReading()) {
            if (succeeds("POST")) {
                note(Op.BAR);
            }
            pause();
            note(Op.UNBAR);
            while (!succeeds("DELETE") && load.isReading()) {
                pause();
            }
            pause();
        }
    }

    private boolean succeeds(String method) {
        try {
            return load.as(self)
                            .within(PATIENCE)
                            .send(method, "/v1/agents/block/" + other.id(), null)
                            .status()
                    == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    private void note(Op op) {
        load.history().add(Entry.bar(op, load.history().now(), other.id(), self.id()));
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }
}
