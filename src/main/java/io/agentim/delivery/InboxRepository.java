package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The inbox in SQL. A message's JSON lies in {@code message}, once for all its recipients; an
 * event's in the row itself.
 */
@Repository
class InboxRepository {
    private static final String SELECT_ITEM =
            """
            select i.item_id, i.seq, i.acked_at is not null as acked, i.event, m.payload, coalesce(m.hop, 0) as hop,
                   m.id is not null and m.recipient_id is null as in_group, i.friend, i.mentioned
            from inbox_item i left join message m on m.id = i.item_id
            """;

    private final JdbcClient jdbc;

    InboxRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<InboxRow> findUnacked(AccountId account, long after, int limit) {
        return jdbc.sql(
                        SELECT_ITEM
                                + """
                                where i.account_id = :account and i.seq > :after and i.acked_at is null
                                order by i.seq limit :limit
                                """)
                .param("account", account.value())
                .param("after", after)
                .param("limit", limit)
                .query(InboxRepository::row)
                .list();
    }

    List<InboxRow> findAll(AccountId account, long after, int limit) {
        return jdbc.sql(
                        SELECT_ITEM
                                + """
                                where i.account_id = :account and i.seq > :after
                                order by i.seq limit :limit
                                """)
                .param("account", account.value())
                .param("after", after)
                .param("limit", limit)
                .query(InboxRepository::row)
                .list();
    }

    private static InboxRow row(ResultSet row, int number) throws SQLException {
        return new InboxRow(
                row.getObject("item_id", UUID.class),
                row.getLong("seq"),
                row.getBoolean("acked"),
                row.getString("event"),
                row.getString("payload"),
                row.getInt("hop"),
                row.getBoolean("in_group"),
                row.getBoolean("friend"),
                row.getBoolean("mentioned"));
    }

    boolean hasUnacked(AccountId account) {
        return jdbc.sql(
                        "select exists (select from inbox_item where account_id = :account and"
                                + " acked_at is null)")
                .param("account", account.value())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    long countUnacked(AccountId account) {
        return jdbc.sql(
                        "select count(*) from inbox_item where account_id = :account and acked_at"
                                + " is null")
                .param("account", account.value())
                .query((row, _) -> row.getLong(1))
                .single();
    }

    /** Which of these the account has not acknowledged yet. */
    List<Long> retainUnacked(AccountId account, Collection<Long> seqs) {
        return jdbc.sql(
                        """
                        select seq from inbox_item
                        where account_id = :account and seq = any(:seqs) and acked_at is null
                        """)
                .param("account", account.value())
                .param("seqs", seqs.toArray(Long[]::new))
                .query((row, _) -> row.getLong(1))
                .list();
    }

    /** The newest number given out, 0 if none ever was. */
    long lastSeq(AccountId account) {
        return jdbc.sql("select seq from inbox_counter where account_id = :account")
                .param("account", account.value())
                .query((row, _) -> row.getLong(1))
                .optional()
                .orElse(0L);
    }

    /**
     * The number before that of the first item later than this time, or else the newest number
     * given out. Times rise with numbers except between senders who write at the same moment, so
     * what is a good deal older is passed over, from the newest back, and the rest is looked
     * through.
     */
    long seqAt(AccountId account, Instant time) {
        return jdbc.sql(
                        """
                        with older as (
                            select seq from inbox_item
                            where account_id = :account
                              and created_at <= cast(:time as timestamptz) - interval '30 seconds'
                            order by seq desc limit 1
                        ), later as (
                            select seq from inbox_item
                            where account_id = :account and created_at > :time
                              and seq > coalesce((select seq from older), 0)
                            order by seq limit 1
                        )
                        select coalesce((select seq - 1 from later),
                                        (select seq from inbox_counter where account_id = :account), 0)
                        """)
                .param("account", account.value())
                .param("time", SqlTime.of(time))
                .query((row, _) -> row.getLong(1))
                .single();
    }

    /** The account's setting {@code sync_acked}. */
    boolean wantsAckedItems(AccountId account) {
        return jdbc.sql("select sync_acked from account where id = :account")
                .param("account", account.value())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    /**
     * @param fresh whether this acknowledged it, or it had been before
     */
    record Acked(long seq, boolean fresh) {}

    /** Empty when the account has no such item. */
    Optional<Acked> ack(AccountId account, UUID item) {
        return jdbc.sql(
                        """
                        with item as (
                            select seq from inbox_item where account_id = :account and item_id = :item
                        ), acked as (
                            update inbox_item i set acked_at = now() from item
                            where i.account_id = :account and i.seq = item.seq and i.acked_at is null
                            returning i.seq
                        )
                        select item.seq, acked.seq is not null as fresh from item left join acked using (seq)
                        """)
                .param("account", account.value())
                .param("item", item)
                .query((row, _) -> new Acked(row.getLong("seq"), row.getBoolean("fresh")))
                .optional();
    }

    /**
     * Numbers are taken in ascending order of accounts: two appends that share recipients must not
     * lock crosswise.
     */
    void append(Collection<AccountId> recipients, Event event, Instant now) {
        jdbc.sql(
                        """
                        with locked as (
                            select account_id from inbox_counter where account_id = any(:recipients)
                            order by account_id for update
                        ), numbered as (
                            update inbox_counter c set seq = c.seq + 1 from locked
                            where c.account_id = locked.account_id returning c.account_id, c.seq
                        ), delivered as (
                            insert into inbox_item (account_id, seq, item_id, event, friend, mentioned, created_at)
                            select account_id, seq, :item, :event, false, false, :now from numbered
                            returning account_id, seq, event, mentioned, created_at
                        )
                        """
                                + WebhookOutbox.ENQUEUED
                                + "select account_id from delivered")
                .param("recipients", recipients.stream().map(AccountId::value).toArray(Long[]::new))
                .param("item", event.id())
                .param("event", event.json())
                .param("now", SqlTime.of(now))
                .query((row, _) -> row.getLong(1))
                .list();
    }

    /**
     * Forgets items acknowledged before then, those that wait longest first. Whoever acknowledges
     * one of them again meanwhile does not wait: he has nothing to write.
     */
    int purgeAcked(Instant before, int limit) {
        return jdbc.sql(
                        """
                        with old as (
                            select account_id, seq from inbox_item where acked_at < :before
                            order by acked_at limit :limit
                        )
                        delete from inbox_item i using old where i.account_id = old.account_id and i.seq = old.seq
                        """)
                .param("before", SqlTime.of(before))
                .param("limit", limit)
                .update();
    }

    void create(AccountId account) {
        jdbc.sql("insert into inbox_counter (account_id) values (:account)")
                .param("account", account.value())
                .update();
    }

    /**
     * The counter goes first: that waits for whoever is putting something in, and whoever comes
     * later finds no inbox. Acknowledged items are left to retention.
     */
    void close(AccountId account) {
        jdbc.sql("delete from inbox_counter where account_id = :account")
                .param("account", account.value())
                .update();
        jdbc.sql("delete from inbox_item where account_id = :account and acked_at is null")
                .param("account", account.value())
                .update();
    }
}
