package io.agentim.notification;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;
import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

@Repository
class NotificationRepository {
    private final JdbcClient jdbc;

    NotificationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(
            UUID id,
            AccountId account,
            String type,
            @Nullable AccountId from,
            String data,
            Instant now) {
        jdbc.sql(
                        """
                        insert into notification (id, account_id, type, from_id, data, created_at)
                        values (:id, :account, :type, :from, :data, :now)
                        """)
                .param("id", id)
                .param("account", account.value())
                .param("type", type)
                .param("from", from == null ? null : from.value())
                .param("data", data)
                .param("now", SqlTime.of(now))
                .update();
    }

    /** The newest ones older than {@code before}, newest first. */
    List<Notification> list(AccountId account, UUID before, boolean unreadOnly, int limit) {
        return jdbc.sql(
                        """
                        select n.id, n.type, n.from_id, a.display_name, n.data, n.created_at,
                               n.read_at is not null as read
                        from notification n left join account a on a.id = n.from_id
                        where n.account_id = :account and n.id < :before and (n.read_at is null or not :unread_only)
                        order by n.id desc limit :limit
                        """)
                .param("account", account.value())
                .param("before", before)
                .param("unread_only", unreadOnly)
                .param("limit", limit)
                .query(NotificationRepository::row)
                .list();
    }

    private static Notification row(ResultSet row, int number) throws SQLException {
        long from = row.getLong("from_id");
        return new Notification(
                TypeId.format(Notification.PREFIX, row.getObject("id", UUID.class)),
                row.getString("type"),
                from == 0 ? null : new AccountId(from),
                row.getString("display_name"),
                row.getString("data"),
                row.getBoolean("read"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /** False if the account has none of this id. Repeating changes nothing. */
    boolean markRead(AccountId account, UUID id) {
        return jdbc.sql(
                                """
                                update notification set read_at = coalesce(read_at, now())
                                where id = :id and account_id = :account
                                """)
                        .param("id", id)
                        .param("account", account.value())
                        .update()
                > 0;
    }

    int markAllRead(AccountId account) {
        return jdbc.sql(
                        "update notification set read_at = now() where account_id = :account and"
                                + " read_at is null")
                .param("account", account.value())
                .update();
    }

    long countUnread(AccountId account) {
        return jdbc.sql(
                        "select count(*) from notification where account_id = :account and read_at"
                                + " is null")
                .param("account", account.value())
                .query((row, _) -> row.getLong(1))
                .single();
    }

    /** Forgets those read before then, at most so many; returns how many it were. */
    int purgeRead(Instant before, int limit) {
        return jdbc.sql(
                        """
                        delete from notification where id in (
                            select id from notification where read_at < :before order by read_at limit :limit)
                        """)
                .param("before", SqlTime.of(before))
                .param("limit", limit)
                .update();
    }

    /** Of the account, and those that name it. */
    void forget(AccountId account) {
        jdbc.sql("delete from notification where account_id = :account")
                .param("account", account.value())
                .update();
    }
}
