package io.agentim.stress;

import io.agentim.stress.Entry.Op;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who has which message: C1 to C3 and C10 (C4 is found while the history is read). */
final class MessageChecks {
    private final History history;
    private final List<Finding> findings;

    private MessageChecks(History history, List<Finding> findings) {
        this.history = history;
        this.findings = findings;
    }

    static void check(History history, List<Finding> findings) {
        var checks = new MessageChecks(history, findings);
        history.sent.values().forEach(checks::check);
        history.mailboxes.values().forEach(checks::foreign);
        history.mailboxes.values().forEach(checks::secondIds);
    }

    private void check(Sent message) {
        if (message.isAccepted()) {
            message.to.forEach(recipient -> lost(message, history.mailbox(recipient)));
        }
        if (message.ids.size() > 1) {
            findings.add(new Finding(Check.C3, message + " has the ids " + message.ids));
        }
        if (message.isRefused()) {
            history.mailboxes.values().stream()
                    .filter(mailbox -> mailbox.seqs.containsKey(message.token))
                    .forEach(mailbox ->
                            findings.add(new Finding(Check.C2, message + ", in " + mailbox.name)));
        }
        if (!message.isAccepted() && !message.isRefused()) {
            partly(message);
        }
    }

    private void lost(Sent message, Mailbox mailbox) {
        if (!mailbox.drained) {
            return;
        }
        Long seq = mailbox.seqs.get(message.token);
        Entry.Item kept = seq == null ? null : mailbox.kept.get(seq);
        if (kept == null) {
            findings.add(new Finding(Check.C1, message + ", not in " + mailbox.name));
        } else if (kept.acked() && !mailbox.ackedAt.containsKey(kept.id())) {
            findings.add(
                    new Finding(
                            Check.C1,
                            message + ", counts as read by " + mailbox.name + ", which never did"));
        }
    }

    /** What became of it is unknown, but all have it or nobody (promise P2). */
    private void partly(Sent message) {
        List<Mailbox> boxes =
                message.to.stream().map(history::mailbox).filter(box -> box.drained).toList();
        long with = boxes.stream().filter(box -> box.seqs.containsKey(message.token)).count();
        if (with > 0 && with < boxes.size()) {
            findings.add(
                    new Finding(
                            Check.C1,
                            message + ", in only " + with + " of " + boxes.size() + " mailboxes"));
        }
    }

    private void foreign(Mailbox mailbox) {
        for (String token : mailbox.seqs.keySet()) {
            Sent message = history.sent.get(token);
            if (message == null) {
                findings.add(
                        new Finding(
                                Check.C10, mailbox.name + " has " + token + ", which nobody sent"));
            } else if (!message.to.contains(mailbox.name) || isBarred(message, mailbox.name)) {
                findings.add(new Finding(Check.C10, message + ", in " + mailbox.name));
            }
        }
    }

    /** Whether a bar stood all the time that it was being sent; groups know none. */
    private boolean isBarred(Sent message, String mailbox) {
        if (message.to.size() > 1) {
            return false;
        }
        Entry last = null;
        for (Entry bar : history.bars) {
            if (bar.from().equals(message.from) && bar.to().contains(mailbox)) {
                if (bar.t() < message.invokedAt) {
                    last = bar;
                } else if (bar.op() == Op.UNBAR && bar.t() <= message.answeredAt) {
                    return false;
                }
            }
        }
        return last != null && last.op() == Op.BAR;
    }

    /** The same message under another id than its sender was told. */
    private void secondIds(Mailbox mailbox) {
        mailbox.kept
                .values()
                .forEach(item -> {
                    Sent message = history.sent.get(item.token());
                    Set<String> ids = new HashSet<>(message == null ? Set.of() : message.ids);
                    if (!ids.isEmpty() && ids.add(item.id())) {
                        findings.add(
                                new Finding(
                                        Check.C3,
                                        message
                                                + " is "
                                                + item.id()
                                                + " in "
                                                + mailbox.name
                                                + ", its sender knows "
                                                + message.ids));
                    }
                });
    }
}
