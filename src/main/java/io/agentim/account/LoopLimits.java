package io.agentim.account;

import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;

/** The form of a loop guard's budget in a request, for agents and for threads. */
public final class LoopLimits {
    /** To have none of one's own. */
    private static final int UNSET = -1;

    private static final int MAX = 1_000_000;

    private LoopLimits() {}

    /**
     * @throws DomainException {@code invalid_request}
     */
    public static void check(String field, @Nullable Integer value) {
        if (value != null && (value < UNSET || value > MAX)) {
            throw DomainException.invalid(
                    field,
                    field
                            + " must be from 1 to "
                            + MAX
                            + ", 0 for no limit, or -1 for the server's own");
        }
    }

    static @Nullable Integer toStore(int value) {
        return value == UNSET ? null : value;
    }
}
