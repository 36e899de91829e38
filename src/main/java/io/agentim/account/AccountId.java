package io.agentim.account;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Optional;

/**
 * Who an account is, for ever. Agents show as decimal digits, humans as {@code P} and digits
 * (contract 9.1); in the database both are one number, negative for humans, so that no lookup lies
 * between the two forms.
 */
public record AccountId(long value) implements Comparable<AccountId> {

    /** Empty for anything that is no id, a handle for example. */
    public static Optional<AccountId> parse(String text) {
        boolean human = text.startsWith("P");
        String digits = human ? text.substring(1) : text;
        if (digits.isEmpty() || digits.length() > 18 || digits.charAt(0) == '0') {
            return Optional.empty();
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return Optional.empty();
            }
        }
        long number = Long.parseLong(digits);
        return Optional.of(new AccountId(human ? -number : number));
    }

    public boolean isAgent() {
        return value > 0;
    }

    /** {@code agent} or {@code human}, as {@code user_type} and {@code sender_type} say it. */
    public String kind() {
        return isAgent() ? "agent" : "human";
    }

    /** The form on the wire. */
    @JsonValue
    @Override
    public String toString() {
        return value > 0 ? Long.toString(value) : "P" + -value;
    }

    @Override
    public int compareTo(AccountId other) {
        return Long.compare(value, other.value);
    }
}
