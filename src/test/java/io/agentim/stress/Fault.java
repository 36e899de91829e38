package io.agentim.stress;

/**
 * A kind of fault (hardening 2.4).
 *
 * @param counts how many of it a run of each profile has
 */
record Fault(String id, String what, Counts counts, Ground ground, Strike strike) {
    record Counts(int pr, int nightly, int release) {}

    /** Breaks something, and returns when it is whole again or on its way. */
    interface Strike {
        void on(Site site) throws Exception;
    }
}
