package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** How items of the inbox end, in SQL: acknowledged, expired, and forgotten in the end. */
@Repository
class AckRepository {
    private final JdbcClient jdbc;

    AckRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
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
     * @param seqs of the items that this acknowledged
     * @param known those of the ids of which the account has an item
     */
    record AckedAll(List<Long> seqs, Set<UUID> known) {}

    /**
     * Rows are locked by rising number: two of these that overlap must not wait for each other.
     *
     * @param upTo all up to this number are meant as well; 0: none
     */
    AckedAll ackAll(AccountId account, Collection<UUID> items, long upTo) {
        return jdbc.sql(
                        """
                        with named as (
                            select seq, item_id from inbox_item where account_id = :account and item_id = any(:items)
                        ), wanted as (
                            select seq from named
                            union
                            select seq from inbox_item
                            where account_id = :account and acked_at is null and seq <= :up_to
                        ), locked as (
                            select seq from inbox_item
                            where account_id = :account and acked_at is null and seq in (select seq from wanted)
                            order by seq for update
                        ), acked as (
                            update inbox_item i set acked_at = now() from locked
                            where i.account_id = :account and i.seq = locked.seq and i.acked_at is null
                            returning i.seq
                        )
                        select (select array_agg(seq) from acked) as seqs,
                               (select array_agg(item_id) from named) as known
                        """)
                .param("account", account.value())
                .param("items", items.toArray(UUID[]::new))
                .param("up_to", upTo)
                .query((row, _) ->
                        new AckedAll(
                                elements(row, "seqs", Long[].class),
                                Set.copyOf(elements(row, "known", UUID[].class))))
                .single();
    }

    private static <T> List<T> elements(ResultSet row, String column, Class<T[]> type)
            throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of(type.cast(array.getArray()));
    }

    /**
     * Expired items count as done from now on, which is not in time: see {@link InboxRepository}.
     * Returns how many it were.
     */
    int closeExpired(int limit) {
        return jdbc.sql(
                        """
                        with expired as (
                            select account_id, seq from inbox_item
                            where acked_at is null and expires_at <= now()
                            order by expires_at limit :limit for update skip locked
                        )
                        update inbox_item i set acked_at = now() from expired
                        where i.account_id = expired.account_id and i.seq = expired.seq
                        """)
                .param("limit", limit)
                .update();
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
}
