package io.agentim.stress;

import io.agentim.stress.Entry.Item;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A reader that goes through a mailbox page by page, from one number to the next. */
final class Cursor {
    /**
     * A page that ended with "there is no more".
     *
     * @param began when it was asked for: what was accepted by then must be there
     */
    record End(long began, long next) {}

    final String proc;
    final String mailbox;
    final boolean live;
    final long start;
    final Set<Long> seen = new HashSet<>();
    final List<End> ends = new ArrayList<>();
    long at;
    long moreAfter = -1;

    Cursor(Entry first) {
        proc = first.proc();
        mailbox = first.from();
        live = first.channel() == Entry.Channel.SYNC;
        start = first.since();
        at = start;
    }

    void see(Entry page, List<Finding> findings) {
        String wrong = wrong(page);
        if (!wrong.isEmpty()) {
            findings.add(new Finding(Check.C8, proc + " after " + page.since() + ": " + wrong));
        }
        for (Item item : page.items()) {
            if (!seen.add(item.seq())) {
                findings.add(new Finding(Check.C8, proc + " got " + item.seq() + " twice"));
            }
        }
        at = page.next();
        if (page.more()) {
            moreAfter = Math.max(moreAfter, page.next());
        } else {
            ends.add(new End(page.began(), page.next()));
        }
    }

    private String wrong(Entry page) {
        List<Item> items = page.items();
        if (page.since() != at) {
            return "it should have gone on at " + at;
        }
        if (items.size() > page.limit()) {
            return items.size() + " items, " + page.limit() + " wanted";
        }
        if (page.more() && items.size() < page.limit()) {
            return "has_more after a page that was not full";
        }
        long last = items.isEmpty() ? page.since() : items.getLast().seq();
        if (page.next() != last) {
            return "next is " + page.next() + ", the last item " + last;
        }
        return !items.isEmpty() && items.getFirst().seq() <= page.since() ? "an earlier item" : "";
    }
}
