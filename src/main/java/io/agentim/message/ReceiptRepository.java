package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.platform.id.TypeId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Which direct messages were seen, and whose they are. */
@Repository
class ReceiptRepository {
    private static final String SELECT =
            """
            select m.id, m.sender_id, t.id as thread_id, t.name,
                   case when i.acked_at is not null and r.send_read_receipts then 'read' else 'delivered' end as state
            """;
    private static final String OF_SENDERS =
            """
            join message m on m.id = i.item_id and m.recipient_id = i.account_id and m.sender_id = any(:senders)
            join thread t on t.id = m.thread_id
            join account r on r.id = i.account_id
            """;

    private final JdbcClient jdbc;

    ReceiptRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An account has seen what has these numbers in its inbox.
     *
     * @param after greater than this one
     */
    record Sighting(AccountId reader, long after, long upTo) {}

    record Receipt(AccountId sender, String threadId, UUID message, String state) {}

    /** Those acknowledged items that are direct messages of these senders. */
    List<Receipt> read(List<Sighting> acked, Set<AccountId> senders) {
        return find(
                SELECT
                        + """
                        from unnest(:readers::bigint[], :afters::bigint[], :up_tos::bigint[]) as seen(reader, low, high)
                        join inbox_item i on i.account_id = seen.reader and i.seq = seen.high
                             and i.acked_at < coalesce(i.expires_at, 'infinity')
                        """
                        + OF_SENDERS
                        + "order by m.id",
                acked,
                senders);
    }

    /** Those handed out and not acknowledged, the newest hundred for each reader. */
    List<Receipt> delivered(List<Sighting> handedOut, Set<AccountId> senders) {
        return find(
                SELECT
                        + """
                        from unnest(:readers::bigint[], :afters::bigint[], :up_tos::bigint[]) as seen(reader, low, high)
                        cross join lateral (
                            select account_id, item_id, acked_at from inbox_item
                            where account_id = seen.reader and seq > seen.low and seq <= seen.high
                              and acked_at is null
                            order by seq desc limit 100) i
                        """
                        + OF_SENDERS
                        + "order by m.id",
                handedOut,
                senders);
    }

    private List<Receipt> find(String sql, List<Sighting> seen, Set<AccountId> senders) {
        if (seen.isEmpty() || senders.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(sql)
                .param("readers", seen.stream().map(s -> s.reader().value()).toArray(Long[]::new))
                .param("afters", seen.stream().map(Sighting::after).toArray(Long[]::new))
                .param("up_tos", seen.stream().map(Sighting::upTo).toArray(Long[]::new))
                .param("senders", values(senders))
                .query(ReceiptRepository::receipt)
                .list();
    }

    private static Long[] values(Collection<AccountId> accounts) {
        return accounts.stream().map(AccountId::value).toArray(Long[]::new);
    }

    private static Receipt receipt(ResultSet row, int number) throws SQLException {
        String name = row.getString("name");
        var thread = row.getObject("thread_id", UUID.class);
        return new Receipt(
                new AccountId(row.getLong("sender_id")),
                name != null ? name : TypeId.format(ConversationThread.PREFIX, thread),
                row.getObject("id", UUID.class),
                row.getString("state"));
    }
}
