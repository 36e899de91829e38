package io.agentim.platform.id;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/**
 * Makes UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, then 12 bits that count within the
 * millisecond, then 62 random ones. Ids made by one process rise strictly, also when the clock
 * steps back. Thread-safe.
 */
public final class UuidV7 {
    private static final long COUNTER_MASK = 0xFFF;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private long last;

    public UuidV7(Clock clock) {
        this.clock = clock;
    }

    public UUID next() {
        long low = random.nextLong();
        return new UUID(highBits(nextTick()), (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }

    /** The smallest id that could have been made at this millisecond: for "everything since". */
    public static UUID floor(Instant time) {
        return new UUID(highBits(time.toEpochMilli() << 12), 0x8000000000000000L);
    }

    /**
     * Milliseconds and counter as one number, so that a full counter carries into the next
     * millisecond.
     */
    private synchronized long nextTick() {
        long now = clock.millis() << 12;
        last = Math.max(last + 1, now);
        return last;
    }

    private static long highBits(long tick) {
        return (tick >>> 12 << 16) | 0x7000L | (tick & COUNTER_MASK);
    }
}
