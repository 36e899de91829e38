package io.agentim.stress;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** The order of mailboxes and of what is read from them: C5 to C8. */
final class OrderChecks {
    private final History history;
    private final List<Finding> findings;

    private OrderChecks(History history, List<Finding> findings) {
        this.history = history;
        this.findings = findings;
    }

    static void check(History history, List<Finding> findings) {
        var checks = new OrderChecks(history, findings);
        checks.sendOrder();
        checks.realTimeOrder();
        history.cursors.values().forEach(checks::cursor);
    }

    /** Accepted, where did it go, under which number. */
    private record Placed(Sent message, long seq) {}

    private Map<String, List<Placed>> accepted() {
        Map<String, List<Placed>> all = new HashMap<>();
        history.sent.values().stream()
                .filter(Sent::isAccepted)
                .forEach(message -> {
                    for (String recipient : message.to) {
                        Long seq = history.mailbox(recipient).seqs.get(message.token);
                        if (seq != null) {
                            all.computeIfAbsent(recipient, _ -> new ArrayList<>())
                                    .add(new Placed(message, seq));
                        }
                    }
                });
        return all;
    }

    /** C5: a sender that waits for each answer is heard in the order in which it spoke. */
    private void sendOrder() {
        accepted()
                .forEach((mailbox, placed) -> {
                    Map<String, Placed> last = new HashMap<>();
                    placed.sort(Comparator.comparingLong(p -> p.message().invokedAt));
                    for (Placed next : placed) {
                        Placed before = last.get(next.message().proc);
                        boolean waited =
                                before != null
                                        && before.message().answeredAt <= next.message().invokedAt;
                        if (waited && before.seq() > next.seq()) {
                            findings.add(overtaken(Check.C5, mailbox, before, next));
                        }
                        last.put(next.message().proc, next);
                    }
                });
    }

    /** C6: whoever starts after somebody else was answered comes after him. */
    private void realTimeOrder() {
        accepted()
                .forEach((mailbox, placed) -> {
                    placed.sort(Comparator.comparingLong(p -> p.message().invokedAt));
                    var running =
                            new PriorityQueue<Placed>(
                                    Comparator.comparingLong((Placed p) -> p.message().answeredAt));
                    Placed highest = null;
                    for (Placed next : placed) {
                        while (!running.isEmpty()
                                && running.peek().message().answeredAt < next.message().invokedAt) {
                            Placed done = running.poll();
                            highest =
                                    highest == null || done.seq() > highest.seq() ? done : highest;
                        }
                        if (highest != null && highest.seq() > next.seq()) {
                            findings.add(overtaken(Check.C6, mailbox, highest, next));
                        }
                        running.add(next);
                    }
                });
    }

    private static Finding overtaken(Check check, String mailbox, Placed before, Placed next) {
        return new Finding(
                check,
                "%s: %s was accepted as %d, then %s as %d"
                        .formatted(
                                mailbox,
                                before.message(),
                                before.seq(),
                                next.message(),
                                next.seq()));
    }

    private void cursor(Cursor cursor) {
        Mailbox mailbox = history.mailbox(cursor.mailbox);
        mailbox.tokens.forEach((seq, token) -> {
            if (cursor.live
                    && seq > cursor.start
                    && seq <= cursor.at
                    && !cursor.seen.contains(seq)) {
                findings.add(
                        new Finding(
                                Check.C7,
                                "%s is at %d and never saw %d (%s)"
                                        .formatted(cursor.proc, cursor.at, seq, token)));
            }
        });
        if (cursor.moreAfter >= 0 && noneAfter(mailbox, cursor.moreAfter)) {
            findings.add(
                    new Finding(
                            Check.C8,
                            cursor.proc + ": has_more at " + cursor.moreAfter + ", and no more"));
        }
        ends(cursor, mailbox);
    }

    private static boolean noneAfter(Mailbox mailbox, long seq) {
        return mailbox.drained && mailbox.kept.higherKey(seq) == null;
    }

    /** "No more" is wrong if more had been accepted before the page was asked for. */
    private void ends(Cursor cursor, Mailbox mailbox) {
        for (Cursor.End end : cursor.ends) {
            var following = mailbox.kept.higherEntry(end.next());
            Sent message =
                    following == null ? null : history.sent.get(following.getValue().token());
            if (message != null && message.answeredAt < end.began()) {
                findings.add(
                        new Finding(
                                Check.C8,
                                "%s: no more after %d, but %s was accepted"
                                        .formatted(cursor.proc, end.next(), message)));
            }
        }
    }
}
