package io.agentim.message;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.UuidV7;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/**
 * A time, as the ids of its messages: these rise with it.
 *
 * @param from inclusive
 * @param to exclusive
 */
record SearchSpan(UUID from, UUID to) {
    private static final UUID BEGINNING = new UUID(0, 0);
    private static final UUID END = new UUID(-1, -1);

    /**
     * @param after from that time on; null: since ever
     * @param before up to that time; null: until now
     * @param cursor the last message of the page before, which is in between
     */
    static SearchSpan of(@Nullable String after, @Nullable String before, @Nullable String cursor) {
        UUID from = after == null ? BEGINNING : UuidV7.floor(time("after", after));
        UUID to = before == null ? END : UuidV7.floor(time("before", before));
        if (cursor != null) {
            to =
                    MessageId.parse(cursor)
                            .orElseThrow(() ->
                                    DomainException.invalid(
                                            "cursor", "cursor must be a next_cursor"));
        }
        return new SearchSpan(from, to);
    }

    boolean isEver() {
        return from.equals(BEGINNING) && to.equals(END);
    }

    /** Days and times without an offset are in UTC, as everything else on the wire. */
    private static Instant time(String parameter, String text) {
        try {
            String escaped = text.replace(' ', '+'); // what the + of an offset arrives as
            Instant time =
                    text.length() == "2026-04-13".length()
                            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : instant(escaped);
            if (time.isBefore(Instant.EPOCH)) {
                throw notATime(parameter);
            }
            return time;
        } catch (DateTimeException _) {
            throw notATime(parameter);
        }
    }

    private static Instant instant(String text) {
        return DateTimeFormatter.ISO_DATE_TIME.parseBest(
                                text, OffsetDateTime::from, LocalDateTime::from)
                        instanceof OffsetDateTime time
                ? time.toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }

    private static DomainException notATime(String parameter) {
        return DomainException.invalid(
                parameter, parameter + " must be a time such as 2026-04-13T10:00:00Z, or a day");
    }
}
