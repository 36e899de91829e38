package io.agentim.platform.replica;

import java.util.Optional;
import java.util.UUID;

/**
 * One notification.
 *
 * @param number rises by one with each of the sender's; less than 0: a greeting, a word by itself
 * @param inLine whether the text begins in the middle of a line
 */
record Part(UUID sender, long number, boolean inLine, String text) {
    private static final int FIELDS = 4;
    private static final long OUT_OF_ORDER = -1;

    static Part greeting(UUID sender, String word) {
        return new Part(sender, OUT_OF_ORDER, false, word);
    }

    boolean isGreeting() {
        return number < 0;
    }

    String payload() {
        return sender + " " + number + (inLine ? " + " : " . ") + text;
    }

    /**
     * Empty for what no server of ours has sent: whoever may connect to the database may notify.
     */
    static Optional<Part> parse(String payload) {
        String[] fields = payload.split(" ", FIELDS);
        if (fields.length < FIELDS) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Part(
                            UUID.fromString(fields[0]),
                            Long.parseLong(fields[1]),
                            fields[2].equals("+"),
                            fields[3]));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
