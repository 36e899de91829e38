package io.agentim.delivery.webhook;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;

/**
 * What came of one request to a receiver.
 *
 * @param status null when no answer came
 * @param failure null when the receiver has it
 * @param detail why it failed, for the owner; never a word of the receiver's own
 * @param body at most the first 4 KiB, for us alone (hardening T8)
 */
record Answer(
        @Nullable Integer status,
        @Nullable Failure failure,
        @Nullable String detail,
        @Nullable Duration retryAfter,
        String body,
        long millis) {
    private static final int GONE = 410;

    /** Classes of failure; part of the API, and of the metrics. */
    enum Failure {
        DNS,
        BLOCKED_ADDRESS,
        CONNECT,
        TLS,
        TIMEOUT,
        PROTOCOL,
        /** Any status but 2xx. */
        STATUS,
        /** 2xx, and {@code "ok": false} in the body. */
        NOT_OK,
        /** We could not even begin. */
        NOT_SENT
    }

    static Answer failed(Failure failure, String detail, long millis) {
        return new Answer(null, failure, detail, null, "", millis);
    }

    boolean delivered() {
        return failure == null;
    }

    /** The receiver wants nothing any more. */
    boolean gone() {
        return status != null && status == GONE;
    }

    /** As the owner reads it: {@code tls: the certificate has expired}. Null for a success. */
    @Nullable String error() {
        return failure == null ? null : result() + ": " + detail;
    }

    /** One word. */
    String result() {
        return failure == null ? "delivered" : failure.name().toLowerCase(Locale.ROOT);
    }
}
