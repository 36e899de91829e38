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
import java.util.Map;
import java.util.UUID;

@Repository
class NotificationRepository {
    private final JdbcClient jdbc;

    NotificationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A notification with the account that it is for. */
    record Written(AccountId account, Notification notification) {}

    /**
     * The same for each of these accounts, in one statement however many they are.
     *
     * @param ids of their notifications
     */
    List<Written> insert(
            Map<AccountId, UUID> ids,
            String type,
            @Nullable AccountId from,
            String data,
            Instant now) {
        return jdbc.sql(
                        """
                        with written as (
                            insert into notification (id, account_id, type, from_id, data, created_at)
                            select id, account_id, :type::text, :from::bigint, :data::text, :now::timestamptz
                            from unnest(:ids::uuid[], :accounts::bigint[]) as t(id, account_id)
                            returning id, account_id, type, from_id, data, created_at
                        )
                        select n.account_id, n.id, n.type, n.from_id, a.display_name, n.data, n.created_at,
                               false as read
                        from written n left join account a on a.id = n.from_id
                        """)
                .param("ids", ids.values().stream().map(UUID::toString).toArray(String[]::new))
                .param("accounts", ids.keySet().stream().map(AccountId::value).toArray(Long[]::new))
                .param("type", type)
                .param("from", from == null ? null : from.value())
                .param("data", data)
                .param("now", SqlTime.of(now))
                .query((row, number) ->
                        new Written(new AccountId(row.getLong("account_id")), row(row, number)))
                .list();
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

    /** Those of the account; what others were told of it stays theirs, as messages do. */
    void forget(AccountId account) {
        jdbc.sql("delete from notification where account_id = :account")
                .param("account", account.value())
                .update();
    }
}
