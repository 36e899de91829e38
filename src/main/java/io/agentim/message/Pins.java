package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.delivery.Item;
import io.agentim.message.ThreadHistory.Place;
import io.agentim.platform.database.SqlTime;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Messages that stay at hand for all in a thread. */
@Component
class Pins {
    private static final int MAX = 50;

    private final JdbcClient jdbc;
    private final ThreadHistory history;
    private final Clock clock;

    Pins(JdbcClient jdbc, ThreadHistory history, Clock clock) {
        this.jdbc = jdbc;
        this.history = history;
        this.clock = clock;
    }

    /** A message, as its reader sees it. */
    record Pin(Item message, AccountId pinnedBy, Instant pinnedAt) {}

    private record Row(UUID message, AccountId by, Instant at) {}

    /**
     * Returns false if it was pinned already.
     *
     * @throws DomainException {@code not_found} if there is no such message for this reader, {@code
     *     quota_exceeded}
     */
    @Transactional
    boolean add(Place place, UUID message) {
        if (history.find(place, List.of(message)).isEmpty()) {
            throw unknown();
        }
        List<UUID> pinned = lock(place.thread());
        if (pinned.contains(message)) {
            return false;
        }
        if (pinned.size() >= MAX) {
            throw new DomainException(
                    ErrorCode.QUOTA_EXCEEDED, "a conversation has no more than " + MAX + " pins");
        }
        insert(place.reader(), message);
        return true;
    }

    private void insert(AccountId by, UUID message) {
        int inserted =
                jdbc.sql(
                                """
                                insert into message_pin (thread_id, message_id, pinned_by, pinned_at)
                                select thread_id, id, :by, :now from message where id = :message and deleted_at is null
                                """)
                        .param("by", by.value())
                        .param("now", SqlTime.of(clock.instant()))
                        .param("message", message)
                        .update();
        if (inserted == 0) {
            throw unknown(); // its sender has taken it back
        }
    }

    static DomainException unknown() {
        return DomainException.notFound("there is no such message in this thread");
    }

    /** What is pinned; nobody else pins in this thread until the commit. */
    private List<UUID> lock(UUID thread) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(cast(:thread as text), 0))")
                .param("thread", thread)
                .query((_, _) -> thread)
                .single();
        return rows(thread).stream().map(Row::message).toList();
    }

    /** Returns false if it was not pinned. */
    boolean remove(UUID thread, UUID message) {
        return jdbc.sql(
                                """
                                delete from message_pin where thread_id = :thread and message_id = :message
                                """)
                        .param("thread", thread)
                        .param("message", message)
                        .update()
                > 0;
    }

    /** Those that the reader may see, the one pinned last first. */
    List<Pin> list(Place place) {
        List<Row> rows = rows(place.thread());
        Map<UUID, Item> messages =
                history.find(place, rows.stream().map(Row::message).toList()).stream()
                        .collect(Collectors.toMap(Item::id, Function.identity()));
        var pins = new ArrayList<Pin>();
        for (Row row : rows) {
            Item message = messages.get(row.message());
            if (message != null) {
                pins.add(new Pin(message, row.by(), row.at()));
            }
        }
        return pins;
    }

    private List<Row> rows(UUID thread) {
        return jdbc.sql(
                        """
                        select message_id, pinned_by, pinned_at from message_pin
                        where thread_id = :thread
                          and exists (select from message m where m.id = message_id and m.deleted_at is null)
                        order by pinned_at desc, message_id desc
                        """)
                .param("thread", thread)
                .query(Pins::row)
                .list();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getObject("message_id", UUID.class),
                new AccountId(row.getLong("pinned_by")),
                row.getObject("pinned_at", OffsetDateTime.class).toInstant());
    }
}
