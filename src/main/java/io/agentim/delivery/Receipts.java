package io.agentim.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.agentim.account.AccountId;
import io.agentim.platform.id.UuidV7;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** What became of every copy of an item, for whoever sent it. */
@Component
public class Receipts {
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final JdbcClient jdbc;
    private final HandedOut handedOut;

    Receipts(JdbcClient jdbc, HandedOut handedOut) {
        this.jdbc = jdbc;
        this.handedOut = handedOut;
    }

    /**
     * One recipient's copy.
     *
     * @param state {@code queued}, {@code delivered}, {@code acked}, {@code expired}, or {@code
     *     dead}: the webhook has been given up and nobody has fetched it
     * @param channels over which it was handed out before it was acknowledged
     * @param attempts of the webhook, if there is one
     */
    public record Receipt(
            String recipient,
            String state,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> channels,
            @Nullable Integer attempts,
            @Nullable Instant lastAttemptAt,
            @Nullable Instant ackedAt,
            @Nullable Instant expiresAt) {}

    /** In the order of the recipients' ids. */
    public List<Receipt> of(UUID item, Instant createdAt) {
        handedOut.write();
        // A webhook's delivery has an id of the millisecond in which its item was written.
        return jdbc.sql(
                        """
                        with copy as (
                            select i.account_id, i.seq, i.acked_at is not null as done, i.expires_at,
                                   case when a.send_read_receipts then i.acked_at end as acked_at,
                                   i.expires_at is not null and coalesce(i.acked_at, now()) >= i.expires_at as expired,
                                   array(select h.channel from handed_out h
                                         where h.account_id = i.account_id and h.seq >= i.seq order by 1)
                                   || case when d.status = 'delivered' then array['webhook'] else '{}' end as channels,
                                   d.status, d.attempts, d.last_attempt_at
                            from inbox_item i
                            join account a on a.id = i.account_id
                            left join webhook_delivery d
                                on d.account_id = i.account_id and d.seq = i.seq
                                and d.id >= :from and d.id < :to
                            where i.item_id = :item
                        )
                        select account_id, attempts, last_attempt_at, expires_at,
                               case when not expired then acked_at end as acked_at,
                               case when expired then 'expired'
                                    when acked_at is not null then 'acked'
                                    when done or cardinality(channels) > 0 then 'delivered'
                                    when status = 'dead' then 'dead'
                                    else 'queued' end as state,
                               case when acked_at is null then channels else '{}' end as channels
                        from copy order by account_id
                        """)
                .param("item", item)
                .param("from", UuidV7.floor(createdAt))
                .param("to", UuidV7.floor(createdAt.plus(MILLISECOND)))
                .query(Receipts::receipt)
                .list();
    }

    private static Receipt receipt(ResultSet row, int number) throws SQLException {
        Array channels = row.getArray("channels");
        return new Receipt(
                new AccountId(row.getLong("account_id")).toString(),
                row.getString("state"),
                List.of((String[]) channels.getArray()),
                row.getObject("attempts", Integer.class),
                time(row, "last_attempt_at"),
                time(row, "acked_at"),
                time(row, "expires_at"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
