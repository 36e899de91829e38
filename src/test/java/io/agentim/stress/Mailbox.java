package io.agentim.stress;

import io.agentim.stress.Entry.Channel;
import io.agentim.stress.Entry.Item;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one account was ever shown, and what it has in the end. */
final class Mailbox {
    final String name;

    /** Token by number, as first seen, and number by token. */
    final Map<Long, String> tokens = new HashMap<>();

    final Map<String, Long> seqs = new HashMap<>();

    /** When it was first acknowledged, by id; Long.MAX_VALUE: that was tried, and may be so. */
    final Map<String, Long> ackedAt = new HashMap<>();

    /** When the last read that showed it as un-acked began, by id. */
    final Map<String, Long> shownUnacked = new HashMap<>();

    /** After all has come to rest, by number. */
    final TreeMap<Long, Item> kept = new TreeMap<>();

    final Set<String> stillPending = new HashSet<>();
    final Set<String> attempted = new HashSet<>();
    long hookedAt = Long.MAX_VALUE;
    boolean drained;

    Mailbox(String name) {
        this.name = name;
    }

    void see(Entry read, Item item) {
        tokens.putIfAbsent(item.seq(), item.token());
        seqs.putIfAbsent(item.token(), item.seq());
        Channel channel = read.channel();
        if (channel != null && channel.showsUnacked()) {
            shownUnacked.merge(item.id(), read.began(), Math::max);
        }
        if (channel == Channel.FINAL) {
            kept.put(item.seq(), item);
        } else if (channel == Channel.FINAL_PENDING) {
            stillPending.add(item.id());
        } else if (channel == Channel.WEBHOOK) {
            attempted.add(item.token());
        }
    }

    void acked(Entry ack) {
        long at = ack.phase() == Entry.Phase.OK ? ack.t() : Long.MAX_VALUE;
        ackedAt.merge(ack.id(), at, Math::min);
    }

    boolean isAckedForSure(String id) {
        return ackedAt.getOrDefault(id, Long.MAX_VALUE) < Long.MAX_VALUE;
    }
}
