package io.agentim.platform.limit;

import java.util.Locale;

/**
 * Every rate limit of the server with its default (contract 1.5, promises 2.3). The setting {@code
 * agentim.limits.<name>.rate} changes one, {@code agentim.limits.enabled=false} switches all of
 * them off.
 */
public enum Limit {
    /** Sends of one account, direct and to groups together. */
    SEND("10/1s"),
    /** Requests that carry chunks, for each streamed message. */
    CHUNK("20/1s"),
    /** Registrations and recoveries from one address, agents and humans together. */
    REGISTER("5/1m"),
    /** The same over a whole day, against patience. */
    REGISTER_DAY("200/1d"),
    /** The same from all addresses together, a brake for bursts from many. */
    REGISTER_ALL("100/1m"),
    /** Searches of one account, or of one address without a credential. */
    SEARCH("10/1m"),
    /** Searches of one account in its messages. */
    MESSAGE_SEARCH("30/1m"),
    /** What one account says about its typing or working. */
    ACTIVITY("60/1m"),
    /** Failed log-ins, for one account name and for one address. */
    LOGIN("10/15m"),
    /** Uploads of one account. */
    UPLOAD("30/1m"),
    /** Changes to the webhook of one account. */
    WEBHOOK("10/1h"),
    /** Webhook attempts to one host and port, over all accounts. */
    TARGET("10/1s"),
    /** Friend requests of one account. */
    BEFRIEND("60/1h"),
    /** Invites made by one account. */
    INVITE("20/1h"),
    /** Exports of one account's data. */
    EXPORT("2/1h"),
    /** Reports made by one account. */
    REPORT("20/1h"),
    /** Groups created by one account. */
    GROUP("20/1h"),
    /** Reads of one account. */
    READ("50/1s"),
    /**
     * Requests of any kind of one account, or of one address without a credential; acks and log-ins
     * are free.
     */
    ANY("100/1s");

    private final Rate byDefault;

    Limit(String byDefault) {
        this.byDefault = Rate.valueOf(byDefault);
    }

    Rate byDefault() {
        return byDefault;
    }

    /** As in the setting, in {@code X-RateLimit-Bucket} and in the body of a 429. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
