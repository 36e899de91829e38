package io.agentim.stress;

import java.util.List;

/** What was acknowledged stays so: C9 and C11. */
final class AckChecks {
    private AckChecks() {}

    static void check(History history, List<Finding> findings) {
        for (Mailbox mailbox : history.mailboxes.values()) {
            mailbox.ackedAt.forEach((id, at) -> {
                long shown = mailbox.shownUnacked.getOrDefault(id, Long.MIN_VALUE);
                if (shown > at) {
                    findings.add(
                            new Finding(
                                    Check.C9,
                                    "%s acknowledged %s at %d and was handed it at %d"
                                            .formatted(mailbox.name, id, at, shown)));
                }
            });
            mailbox.kept.values().stream()
                    .filter(item -> mailbox.isAckedForSure(item.id()))
                    .filter(item -> !item.acked() || mailbox.stillPending.contains(item.id()))
                    .forEach(item ->
                            findings.add(new Finding(Check.C11, mailbox.name + " has " + item)));
        }
    }
}
