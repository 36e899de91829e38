package io.agentim.message;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.agentim.account.AccountId;
import io.agentim.delivery.Item;
import io.agentim.group.GroupId;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.AbsoluteUrl;
import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
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
     * @param firstUnreadId the first of those
     * @param notifyOf of what the reader wants to be notified: {@code all}, {@code mentions},
     *     {@code none}
     * @param mutedUntil null unless he has muted it
     */
    record Summary(
            String id,
            String threadId,
            String type,
            @Nullable Peer peer,
            @Nullable Group group,
            Item lastMessage,
            String lastMessageAt,
            long unreadCount,
            @Nullable String firstUnreadId,
            @JsonProperty("notify") String notifyOf,
            @Nullable Instant mutedUntil) {}

    /** The other one of a pair. */
    record Peer(
            String id,
            String displayName,
            @AbsoluteUrl @Nullable String avatarUrl,
            String userType) {}

    /** The group whose thread it is. */
    record Group(GroupId id, String name) {}

    /**
     * A page; {@code before} is the oldest thread that the client has, or its newest message, or
     * null. With a {@code peer} those with that account alone.
     */
    List<Summary> list(
            AccountId reader, @Nullable String before, @Nullable String peer, int limit) {
        return jdbc.sql(
                        """
                        with mine as (
                            select id, high_id as peer_id, name, false as is_group, timestamptz 'epoch' as since
                            from thread where low_id = :reader
                            union all
                            select id, low_id, name, false, timestamptz 'epoch' from thread where high_id = :reader
                            union all
                            select g.id, null, g.name, true, gm.joined_at
                            from group_member gm join chat_group g on g.id = gm.group_id
                            where gm.account_id = :reader
                        ), page as (
                            select mine.id as thread_id, peer_id, name, is_group, newest.id as newest_id
                            from mine cross join lateral (
                                select m.id from message m
                                where m.thread_id = mine.id and m.created_at >= mine.since
                                order by m.id desc limit 1) newest
                            where newest.id < :before and (:anyPeer or mine.peer_id = :peer)
                            order by newest.id desc limit :limit
                        ), unread as (
                            select m.thread_id, count(*) as n, (array_agg(m.id order by m.id))[1] as first_id
                            from inbox_item i join message m on m.id = i.item_id
                            where i.account_id = :reader and i.acked_at is null
                              and (i.expires_at is null or i.expires_at > now())
                              and m.thread_id in (select thread_id from page)
                            group by m.thread_id
                        )
                        select page.thread_id, page.name, page.is_group, page.peer_id, a.display_name, a.avatar_url,
                               coalesce(p.notify, 'all') as notify,
                               case when p.muted_until > now() then p.muted_until end as muted_until,
                               coalesce(unread.n, 0) as unread, unread.first_id, m.created_at,
                               m.id, m.sender_id, m.payload, m.hop, m.recipient_id is null as in_group, i.seq,
                               i.acked_at is not null as acked, i.friend, i.mentioned,
                        """
                                + Ticks.DELIVERY
                                + """
                                from page
                                join message m on m.id = page.newest_id
                                """
                                + Ticks.JOINED
                                + """
                                left join inbox_item i on i.item_id = m.id and i.account_id = :reader
                                left join account a on a.id = page.peer_id
                                left join conversation_preference p
                                    on p.account_id = :reader and p.thread_id = page.thread_id
                                left join unread on unread.thread_id = page.thread_id
                                order by page.newest_id desc
                                """)
                .param("reader", reader.value())
                .param("before", before == null ? END : placeOf(reader, before))
                .param("limit", limit)
                .param("anyPeer", peer == null)
                .param("peer", peer == null ? 0L : peerOf(peer))
                .query(ThreadOverview::summary)
                .list();
    }

    private static long peerOf(String peer) {
        return AccountId.parse(peer)
                .orElseThrow(
                        () -> DomainException.invalid("peer", "peer must be the id of an account"))
                .value();
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
                        select m.id from (
                            select id from thread
                            where (low_id = :reader or high_id = :reader) and (id = :id or name = :name)
                            union all
                            select group_id from group_member where account_id = :reader and group_id = :group
                        ) t cross join lateral (
                            select m.id from message m where m.thread_id = t.id order by m.id desc limit 1) m
                        order by m.id desc limit 1
                        """)
                .param("reader", reader.value())
                .param("id", TypeId.parse(ConversationThread.PREFIX, threadId).orElse(END))
                .param("name", threadId)
                .param("group", GroupId.ofThread(threadId).map(GroupId::value).orElse(END))
                .query((row, _) -> row.getObject("id", UUID.class))
                .optional();
    }

    private static Summary summary(ResultSet row, int number) throws SQLException {
        String threadId = threadIdOf(row);
        boolean isGroup = row.getBoolean("is_group");
        var mutedUntil = row.getObject("muted_until", OffsetDateTime.class);
        UUID firstUnread = row.getObject("first_id", UUID.class);
        return new Summary(
                threadId,
                threadId,
                isGroup ? "group" : "dm",
                isGroup ? null : peerOf(row),
                isGroup
                        ? new Group(
                                new GroupId(row.getObject("thread_id", UUID.class)),
                                row.getString("name"))
                        : null,
                ThreadHistory.item(row, number),
                row.getObject("created_at", OffsetDateTime.class).toInstant().toString(),
                row.getLong("unread"),
                firstUnread == null ? null : MessageId.format(firstUnread),
                row.getString("notify"),
                mutedUntil == null ? null : mutedUntil.toInstant());
    }

    private static String threadIdOf(ResultSet row) throws SQLException {
        var id = row.getObject("thread_id", UUID.class);
        if (row.getBoolean("is_group")) {
            return new GroupId(id).threadId();
        }
        String name = row.getString("name");
        return name != null ? name : TypeId.format(ConversationThread.PREFIX, id);
    }

    private static Peer peerOf(ResultSet row) throws SQLException {
        var peer = new AccountId(row.getLong("peer_id"));
        return new Peer(
                peer.toString(),
                row.getString("display_name"),
                row.getString("avatar_url"),
                peer.kind());
    }
}
