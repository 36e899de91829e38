package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The inbox in SQL. A message's JSON lies in {@code message}, once for all its recipients; an
 * event's in the row itself.
 */
@Repository
class InboxRepository {
    private static final String SELECT_ITEM =
            """
            select i.account_id, i.item_id, i.seq, i.acked_at is not null as acked, i.event, m.payload,
                   coalesce(m.hop, 0) as hop, m.id is not null and m.recipient_id is null as in_group,
                   i.friend, i.mentioned,
                   greatest(0, floor(extract(epoch from now() - i.created_at) * 1000))::bigint as age_ms,
                   i.seq <= coalesce((select max(h.seq) from handed_out h where h.account_id = i.account_id), 0)
                       as redelivered
            from inbox_item i left join message m on m.id = i.item_id
            """;

    /**
     * What has expired is for nobody any more, unless it was acknowledged in time: then it is part
     * of what was received.
     */
    private static final String NOT_EXPIRED =
            "and (i.expires_at is null or coalesce(i.acked_at, now()) < i.expires_at)\n";

    private final JdbcClient jdbc;

    InboxRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<ReceivedRow> findUnacked(AccountId account, long after, int limit) {
        return findAfter(account, after, "and i.acked_at is null\n", limit);
    }

    List<ReceivedRow> findAll(AccountId account, long after, int limit) {
        return findAfter(account, after, "", limit);
    }

    private List<ReceivedRow> findAfter(
            AccountId account, long after, String condition, int limit) {
        return jdbc.sql(
                        SELECT_ITEM
                                + "where i.account_id = :account and i.seq > :after\n"
                                + condition
                                + NOT_EXPIRED
                                + "order by i.seq limit :limit")
                .param("account", account.value())
                .param("after", after)
                .param("limit", limit)
                .query(InboxRepository::row)
                .list();
    }

    List<ReceivedRow> find(Collection<Inbox.Copy> copies) {
        return jdbc.sql(
                        SELECT_ITEM
                                + """
                                join unnest(:accounts::bigint[], :items::uuid[]) as copy(account_id, item_id)
                                    on copy.account_id = i.account_id and copy.item_id = i.item_id
                                where true
                                """
                                + NOT_EXPIRED)
                .param(
                        "accounts",
                        copies.stream().map(c -> c.account().value()).toArray(Long[]::new))
                .param("items", copies.stream().map(Inbox.Copy::item).toArray(UUID[]::new))
                .query(InboxRepository::row)
                .list();
    }

    private static ReceivedRow row(ResultSet row, int number) throws SQLException {
        return new ReceivedRow(
                new AccountId(row.getLong("account_id")),
                inboxRow(row),
                row.getLong("age_ms"),
                row.getBoolean("redelivered"));
    }

    private static InboxRow inboxRow(ResultSet row) throws SQLException {
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

    /**
     * @param maxAgeSeconds what is older is left out; null: nothing is too old
     */
    List<ReceivedRow> findNewestUnacked(
            AccountId account, @Nullable Long maxAgeSeconds, int limit) {
        return findUnackedOfAge(account, maxAgeSeconds, "order by i.seq desc limit :limit", limit);
    }

    /** The same from the oldest on. */
    List<ReceivedRow> findOldestUnacked(
            AccountId account, @Nullable Long maxAgeSeconds, int limit) {
        return findUnackedOfAge(account, maxAgeSeconds, "order by i.seq limit :limit", limit);
    }

    private List<ReceivedRow> findUnackedOfAge(
            AccountId account, @Nullable Long maxAgeSeconds, String page, int limit) {
        return jdbc.sql(
                        SELECT_ITEM
                                + """
                                where i.account_id = :account and i.acked_at is null
                                  and (cast(:max_age as bigint) is null
                                       or i.created_at > now() - cast(:max_age as bigint) * interval '1 second')
                                """
                                + NOT_EXPIRED
                                + page)
                .param("account", account.value())
                .param("max_age", maxAgeSeconds)
                .param("limit", limit)
                .query(InboxRepository::row)
                .list();
    }

    /**
     * The first of the un-acked items.
     *
     * @param seq of the oldest, 0 if there is none
     * @param count how many there are, up to the limit
     */
    record Oldest(long seq, int count) {}

    /** Looks at no more items than the limit says. */
    Oldest oldestUnacked(AccountId account, int limit) {
        return jdbc.sql(
                        """
                        select coalesce(min(seq), 0) as seq, count(*) as n from (
                            select i.seq from inbox_item i where i.account_id = :account and i.acked_at is null
                        """
                                + NOT_EXPIRED
                                + "order by i.seq limit :limit) oldest")
                .param("account", account.value())
                .param("limit", limit)
                .query((row, _) -> new Oldest(row.getLong("seq"), row.getInt("n")))
                .single();
    }

    boolean hasUnacked(AccountId account) {
        return jdbc.sql(
                        """
                        select exists (select from inbox_item i where i.account_id = :account and i.acked_at is null
                        """
                                + NOT_EXPIRED
                                + ")")
                .param("account", account.value())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    long countUnacked(AccountId account) {
        return jdbc.sql(
                        """
                        select count(*) from inbox_item i where i.account_id = :account and i.acked_at is null
                        """
                                + NOT_EXPIRED)
                .param("account", account.value())
                .query((row, _) -> row.getLong(1))
                .single();
    }

    /** Which of these the account has not acknowledged yet. */
    List<Long> retainUnacked(AccountId account, Collection<Long> seqs) {
        return jdbc.sql(
                        """
                        select i.seq from inbox_item i
                        where i.account_id = :account and i.seq = any(:seqs) and i.acked_at is null
                        """
                                + NOT_EXPIRED)
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
     * Those of these accounts that have been given a newer number, and it.
     *
     * @param known the newest number known of each account
     */
    Map<AccountId, Long> newerSeqs(Map<AccountId, Long> known) {
        var newer = new HashMap<AccountId, Long>();
        jdbc.sql(
                        """
                        select c.account_id, c.seq
                        from unnest(:accounts::bigint[], :seqs::bigint[]) as known(account_id, seq)
                        join inbox_counter c using (account_id)
                        where c.seq > known.seq
                        """)
                .param(
                        "accounts",
                        known.keySet().stream().map(AccountId::value).toArray(Long[]::new))
                .param("seqs", known.values().toArray(Long[]::new))
                .query(row -> {
                    newer.put(new AccountId(row.getLong("account_id")), row.getLong("seq"));
                });
        return newer;
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
}
