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
                   i.acked_at is not null as acked, i.friend, i.mentioned
            from message m left join inbox_item i on i.item_id = m.id and i.account_id = :reader
            """;

    private final JdbcClient jdbc;

    ThreadHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A page, ascending. */
    record Page(List<Item> messages, boolean hasMore) {}

    /**
     * The newest messages before that place.
     *
     * @param since what is older than this is not for the reader
     * @param before a message's id, or a number of the reader's inbox; null for the end
     */
    Page before(AccountId reader, UUID thread, Instant since, @Nullable String before, int limit) {
        List<Item> newestFirst =
                jdbc.sql(
                                SELECT
                                        + """
                                        where m.thread_id = :thread and m.id < :before and m.created_at >= :since
                                        order by m.id desc limit :limit
                                        """)
                        .param("reader", reader.value())
                        .param("thread", thread)
                        .param("since", SqlTime.of(since))
                        .param("before", before == null ? END : placeOf(reader, thread, before))
                        .param("limit", limit + 1)
                        .query(ThreadHistory::item)
                        .list();
        boolean hasMore = newestFirst.size() > limit;
        return new Page(
                newestFirst.subList(0, Math.min(limit, newestFirst.size())).reversed(), hasMore);
    }

    private UUID placeOf(AccountId reader, UUID thread, String before) {
        Optional<UUID> message = MessageId.parse(before);
        if (message.isPresent()) {
            return message.get();
        }
        if (!before.matches("[0-9]{1,18}")) {
            throw DomainException.invalid("before", "before must be the id of a message or a seq");
        }
        return firstReceivedFrom(reader, thread, Long.parseLong(before)).orElse(END);
    }

    /**
     * What the reader wrote himself has no number: it has the place of what he received last before
     * it.
     */
    private Optional<UUID> firstReceivedFrom(AccountId reader, UUID thread, long seq) {
        return jdbc.sql(
                        """
                        select m.id from inbox_item i join message m on m.id = i.item_id
                        where i.account_id = :reader and i.seq >= :seq and m.thread_id = :thread
                        order by i.seq limit 1
                        """)
                .param("reader", reader.value())
                .param("seq", seq)
                .param("thread", thread)
                .query((row, _) -> row.getObject("id", UUID.class))
                .optional();
    }

    static Item item(ResultSet row, int number) throws SQLException {
        var id = row.getObject("id", UUID.class);
        long seq = row.getLong("seq");
        if (row.wasNull()) {
            return new Item(id, 0, true, Payloads.own(row.getString("payload"), row.getInt("hop")));
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
