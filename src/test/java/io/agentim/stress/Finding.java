package io.agentim.stress;

/** A promise that a history shows to be broken. */
record Finding(Check check, String what) {
    @Override
    public String toString() {
        return check + " " + check.meaning() + ": " + what;
    }
}
