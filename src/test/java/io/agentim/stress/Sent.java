package io.agentim.stress;

import io.agentim.stress.Entry.Phase;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One message and all attempts to send it, which carry the same idempotency key. */
final class Sent {
    final String token;
    final String proc;
    final String from;
    final List<String> to;
    final long invokedAt;
    final Set<String> ids = HashSet.newHashSet(1);
    long answeredAt = Long.MAX_VALUE;
    private boolean unknown;
    private boolean refused;

    Sent(Entry first) {
        token = first.token();
        proc = first.proc();
        from = first.from();
        to = first.to();
        invokedAt = first.t();
    }

    void see(Entry entry) {
        if (entry.phase() == Phase.OK) {
            ids.add(entry.id());
            answeredAt = Math.min(answeredAt, entry.t());
        }
        unknown |= entry.phase() == Phase.INFO;
        refused |= entry.phase() == Phase.FAIL;
    }

    boolean isAccepted() {
        return answeredAt < Long.MAX_VALUE;
    }

    /** By every answer there was. */
    boolean isRefused() {
        return refused && !unknown && !isAccepted();
    }

    @Override
    public String toString() {
        return token + " from " + from + " to " + to + " at " + invokedAt;
    }
}
