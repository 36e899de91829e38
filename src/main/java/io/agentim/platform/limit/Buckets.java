package io.agentim.platform.limit;

import java.time.Duration;

/** Where the tokens are counted. Thread-safe. */
interface Buckets {
    /**
     * One bucket.
     *
     * @param subject whom the limit counts: an account id or an address
     * @param maxWait how long a caller over the limit is kept waiting for a token before it is
     *     refused
     */
    record Quota(Limit limit, String subject, Rate rate, Duration maxWait) {}

    /**
     * What came of asking for a token.
     *
     * @param passes whether there was one
     * @param retryAfter when there will be, for whoever got none
     */
    record Answer(boolean passes, Duration retryAfter) {}

    /** Takes a token, waiting for it as long as the quota allows. */
    Answer take(Quota quota);

    void giveBack(Quota quota);

    /** How many tokens there are, as far as it is known here: waits for nothing. */
    long remaining(Quota quota);
}
