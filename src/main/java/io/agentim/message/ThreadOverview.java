package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.delivery.Item;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An account's threads, the one with the newest message first (contract 2.2). */
@Repository
class ThreadOverview {
    private static final UUID END = new UUID(-1, -1);

    private final JdbcClient jdbc;

    ThreadOverview(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A thread with its newest message.
     *
     * @param threadId the same as {@code id}
     * @param unreadCount received in it and not acknowledged
     */
    record Summary(
            String id,
            String threadId,
            String type,
            @Nullable Peer peer,
            Item lastMessage,
            String lastMessageAt,
            long unreadCount) {}

    /** The other one of a pair. */
    record Peer(String id, String displayName, @Nullable String avatarUrl, String userType) {}

    /**
     * A page; {@code before} is the oldest thread that the client has, or its newest message, or
     * null.
     */
    List<Summary> list(AccountId reader, @Nullable String before, int limit) {
        return jdbc.sql(
                        """
                        with mine as (
                            select id, high_id as peer_id, name from thread where low_id = :reader
                            union all
                            select id, low_id, name from thread where high_id = :reader
                        ), page as (
                            select mine.id as thread_id, peer_id, name, newest.id as newest_id
                            from mine cross join lateral (
                                select m.id from message m where m.thread_id = mine.id order by m.id desc limit 1) newest
                            where newest.id < :before
                            order by newest.id desc limit :limit
                        ), unread as (
                            select m.thread_id, count(*) as n
                            from inbox_item i join message m on m.id = i.item_id
                            where i.account_id = :reader and i.acked_at is null
                              and m.thread_id in (select thread_id from page)
                            group by m.thread_id
                        )
                        select page.thread_id, page.name, page.peer_id, a.display_name, a.avatar_url,
                               coalesce(unread.n, 0) as unread, m.created_at,
                               m.id, m.sender_id, m.payload, m.hop, m.recipient_id is null as in_group, i.seq,
                               i.acked_at is not null as acked, i.friend, i.mentioned
                        from page
                        join message m on m.id = page.newest_id
                        left join inbox_item i on i.item_id = m.id and i.account_id = :reader
                        left join account a on a.id = page.peer_id
                        left join unread on unread.thread_id = page.thread_id
                        order by page.newest_id desc
                        """)
                .param("reader", reader.value())
                .param("before", before == null ? END : placeOf(reader, before))
                .param("limit", limit)
                .query(ThreadOverview::summary)
                .list();
    }

    private UUID placeOf(AccountId reader, String before) {
        Optional<UUID> message = MessageId.parse(before);
        return message.or(() -> newestOf(reader, before))
                .orElseThrow(() ->
                        DomainException.invalid(
                                "before", "before must be the id of one of your threads"));
    }

    private Optional<UUID> newestOf(AccountId reader, String threadId) {
        return jdbc.sql(
                        """
                        select m.id from thread t cross join lateral (
                            select m.id from message m where m.thread_id = t.id order by m.id desc limit 1) m
                        where (t.low_id = :reader or t.high_id = :reader) and (t.id = :id or t.name = :name)
                        order by m.id desc limit 1
                        """)
                .param("reader", reader.value())
                .param("id", TypeId.parse(ConversationThread.PREFIX, threadId).orElse(END))
                .param("name", threadId)
                .query((row, _) -> row.getObject("id", UUID.class))
                .optional();
    }

    private static Summary summary(ResultSet row, int number) throws SQLException {
        var peer = new AccountId(row.getLong("peer_id"));
        String name = row.getString("name");
        String threadId =
                name != null
                        ? name
                        : TypeId.format(
                                ConversationThread.PREFIX, row.getObject("thread_id", UUID.class));
        return new Summary(
                threadId,
                threadId,
                "dm",
                new Peer(
                        peer.toString(),
                        row.getString("display_name"),
                        row.getString("avatar_url"),
                        peer.kind()),
                ThreadHistory.item(row, number),
                row.getObject("created_at", OffsetDateTime.class).toInstant().toString(),
                row.getLong("unread"));
    }
}
