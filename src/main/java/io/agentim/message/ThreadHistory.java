package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.delivery.InboxRow;
import io.agentim.delivery.Item;
import io.agentim.platform.database.SqlTime;
import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was said in a thread, as one of its members sees it: what he received with its number, what
 * he wrote without.
 */
@Repository
class ThreadHistory {
    /** Greater than any id. */
    private static final UUID END = new UUID(-1, -1);

    private static final String SELECT =
            """
            select m.id, m.sender_id, m.payload, m.hop, m.recipient_id is null as in_group, i.seq,
                   i.acked_at is not null as acked, i.friend, i.mentioned,
            """
                    + Ticks.DELIVERY
                    + """
                    from message m left join inbox_item i on i.item_id = m.id and i.account_id = :reader
                    """
                    + Ticks.JOINED;

    private final JdbcClient jdbc;

    ThreadHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A thread as one of its members reads it.
     *
     * @param since what is older than this is not for him
     */
    record Place(AccountId reader, UUID thread, Instant since) {}

    /**
     * A page, ascending.
     *
     * @param hasMore whether there is more in the direction that was asked for; of a page around a
     *     message, before it
     * @param hasMoreAfter of a page around a message: whether there is more after it
     */
    record Page(List<Item> messages, boolean hasMore, @Nullable Boolean hasMoreAfter) {}

    /**
     * The newest messages before that place.
     *
     * @param before a message's id, or a number of the reader's inbox; null for the end
     */
    Page before(Place place, @Nullable String before, int limit) {
        List<Item> newestFirst =
                older(place, before == null ? END : placeOf(place, before), limit + 1);
        return new Page(cut(newestFirst, limit).reversed(), newestFirst.size() > limit, null);
    }

    /** The oldest messages after that one. */
    Page after(Place place, String after, int limit) {
        List<Item> oldestFirst = newer(place, idOf("after", after), "m.id > :from", limit + 1);
        return new Page(cut(oldestFirst, limit), oldestFirst.size() > limit, null);
    }

    /** That message, or what came next if it is gone, in the middle of its neighbours. */
    Page around(Place place, String around, int limit) {
        UUID middle = idOf("around", around);
        int half = Math.max(1, limit / 2);
        List<Item> before = older(place, middle, half + 1);
        List<Item> from = newer(place, middle, "m.id >= :from", half + 1);
        var all = new ArrayList<Item>(cut(before, half).reversed());
        all.addAll(cut(from, half));
        return new Page(all, before.size() > half, from.size() > half);
    }

    /** Those of these messages that are in the thread, and for this reader; in no order. */
    List<Item> find(Place place, Collection<UUID> ids) {
        return jdbc.sql(
                        SELECT
                                + """
                                where m.id = any(:ids) and m.thread_id = :thread and m.created_at >= :since
                                """)
                .param("reader", place.reader().value())
                .param("thread", place.thread())
                .param("since", SqlTime.of(place.since()))
                .param("ids", ids.toArray(UUID[]::new))
                .query(ThreadHistory::item)
                .list();
    }

    private static List<Item> cut(List<Item> items, int limit) {
        return items.subList(0, Math.min(limit, items.size()));
    }

    private List<Item> older(Place place, UUID before, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                where m.thread_id = :thread and m.id < :before and m.created_at >= :since
                                order by m.id desc limit :limit
                                """)
                .param("reader", place.reader().value())
                .param("thread", place.thread())
                .param("since", SqlTime.of(place.since()))
                .param("before", before)
                .param("limit", limit)
                .query(ThreadHistory::item)
                .list();
    }

    /** The condition is one of this class's own constants. */
    private List<Item> newer(Place place, UUID from, String condition, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                where m.thread_id = :thread and %s and m.created_at >= :since
                                order by m.id limit :limit
                                """
                                        .formatted(condition))
                .param("reader", place.reader().value())
                .param("thread", place.thread())
                .param("since", SqlTime.of(place.since()))
                .param("from", from)
                .param("limit", limit)
                .query(ThreadHistory::item)
                .list();
    }

    private static UUID idOf(String parameter, String messageId) {
        return MessageId.parse(messageId)
                .orElseThrow(() ->
                        DomainException.invalid(
                                parameter, parameter + " must be the id of a message"));
    }

    private UUID placeOf(Place place, String before) {
        Optional<UUID> message = MessageId.parse(before);
        if (message.isPresent()) {
            return message.get();
        }
        if (!before.matches("[0-9]{1,18}")) {
            throw DomainException.invalid("before", "before must be the id of a message or a seq");
        }
        return firstReceivedFrom(place, Long.parseLong(before)).orElse(END);
    }

    /**
     * What the reader wrote himself has no number: it has the place of what he received last before
     * it.
     */
    private Optional<UUID> firstReceivedFrom(Place place, long seq) {
        return jdbc.sql(
                        """
                        select m.id from inbox_item i join message m on m.id = i.item_id
                        where i.account_id = :reader and i.seq >= :seq and m.thread_id = :thread
                        order by i.seq limit 1
                        """)
                .param("reader", place.reader().value())
                .param("seq", seq)
                .param("thread", place.thread())
                .query((row, _) -> row.getObject("id", UUID.class))
                .optional();
    }

    static Item item(ResultSet row, int number) throws SQLException {
        var id = row.getObject("id", UUID.class);
        long seq = row.getLong("seq");
        if (row.wasNull()) {
            String json =
                    Payloads.own(
                            row.getString("payload"), row.getInt("hop"), row.getString("delivery"));
            return new Item(id, 0, true, json);
        }
        var received =
                new InboxRow(
                        id,
                        seq,
                        row.getBoolean("acked"),
                        null,
                        row.getString("payload"),
                        row.getInt("hop"),
                        row.getBoolean("in_group"),
                        row.getBoolean("friend"),
                        row.getBoolean("mentioned"));
        return new Item(id, seq, received.acked(), received.json(true));
    }
}
