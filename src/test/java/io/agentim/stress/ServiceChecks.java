package io.agentim.stress;

import java.util.Arrays;
import java.util.List;

/** Webhooks are attempted and the service comes back: C12 and C14. */
final class ServiceChecks {
    private static final long MICROS = 1000;

    private ServiceChecks() {}

    static void check(History history, List<Finding> findings) {
        history.sent.values().stream()
                .filter(Sent::isAccepted)
                .forEach(message -> webhooks(history, message, findings));
        recovery(history, findings);
    }

    private static void webhooks(History history, Sent message, List<Finding> findings) {
        for (String recipient : message.to) {
            Mailbox mailbox = history.mailbox(recipient);
            if (mailbox.hookedAt < message.invokedAt
                    && !mailbox.attempted.contains(message.token)) {
                findings.add(new Finding(Check.C12, message + ", not to " + recipient));
            }
        }
    }

    private static void recovery(History history, List<Finding> findings) {
        long[] accepted =
                history.acceptances.stream().mapToLong(Long::longValue).sorted().toArray();
        for (Entry heal : history.heals) {
            int at = Arrays.binarySearch(accepted, heal.t());
            int first = at < 0 ? -at - 1 : at;
            long latest = heal.t() + heal.limit() * MICROS;
            if (first == accepted.length || accepted[first] > latest) {
                String when =
                        first == accepted.length
                                ? "never"
                                : "after " + (accepted[first] - heal.t()) / MICROS + " ms";
                findings.add(
                        new Finding(
                                Check.C14,
                                "healed from %s at %d: accepts messages %s, %d ms promised"
                                        .formatted(heal.proc(), heal.t(), when, heal.limit())));
            }
        }
    }
}
