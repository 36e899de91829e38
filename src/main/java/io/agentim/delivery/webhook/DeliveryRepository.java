package io.agentim.delivery.webhook;

import io.agentim.account.AccountId;
import io.agentim.delivery.InboxRow;
import io.agentim.platform.database.SqlTime;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** The workers' side of the outbox: claim what is due, note what came of it. */
@Repository
class DeliveryRepository {
    private final JdbcClient jdbc;
    private final WebhookProperties settings;

    DeliveryRepository(JdbcClient jdbc, WebhookProperties settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * Accounts with something due, the longest waiting first. Hops from account to account in the
     * index, whatever the length of their backlogs.
     */
    List<AccountId> accountsWithWork(Instant now, int limit) {
        return jdbc.sql(
                        """
                        with recursive waiting as (
                            (select account_id from webhook_delivery where due_at is not null
                             order by account_id limit 1)
                            union all
                            select (select d.account_id from webhook_delivery d
                                    where d.due_at is not null and d.account_id > waiting.account_id
                                    order by d.account_id limit 1)
                            from waiting where waiting.account_id is not null
                        )
                        select w.account_id from waiting join webhook w using (account_id)
                        cross join lateral (
                            select d.due_at from webhook_delivery d
                            where d.account_id = w.account_id and d.due_at <= :now
                              and (d.lease_until is null or d.lease_until <= :now)
                              and (w.disabled_at is null or d.event = 'webhook.test')
                            order by d.due_at limit 1
                        ) first
                        where w.paused_until is null or w.paused_until <= :now
                        order by first.due_at limit :limit
                        """)
                .param("now", SqlTime.of(now))
                .param("limit", limit)
                .query((row, _) -> new AccountId(row.getLong("account_id")))
                .list();
    }

    /**
     * Leases what is due of these accounts, for each at most so many, and no more than the cap
     * together with the leases of other replicas. The webhook's row is locked meanwhile: two
     * replicas do not count at the same time.
     */
    List<Claimed> claim(List<AccountId> accounts, List<Integer> most, Instant now) {
        return jdbc.sql(
                        """
                        with endpoint as materialized (
                            select w.account_id, w.disabled_at, least(wanted.most, :cap - (
                                       select count(*) from webhook_delivery l
                                       where l.account_id = w.account_id and l.lease_until > :now)) as room
                            from unnest(:accounts::bigint[], :most::integer[]) as wanted(account_id, most)
                            join webhook w using (account_id)
                            where w.paused_until is null or w.paused_until <= :now
                            order by w.account_id
                            for no key update of w skip locked
                        ), due as materialized (
                            select picked.id from endpoint cross join lateral (
                                select d.id from webhook_delivery d
                                where d.account_id = endpoint.account_id and d.due_at <= :now
                                  and (d.lease_until is null or d.lease_until <= :now)
                                  and (endpoint.disabled_at is null or d.event = 'webhook.test')
                                order by d.due_at limit greatest(endpoint.room, 0)
                                for update skip locked
                            ) picked
                        ), leased as (
                            update webhook_delivery d set lease_until = :lease from due where d.id = due.id
                            returning d.id, d.account_id, d.event, d.seq, d.data, d.created_at, d.attempts, d.lease_until
                        )
                        select leased.*, w.url, w.secret,
                               case when w.previous_until > :now then w.previous_secret end as previous_secret,
                               i.item_id, i.event as item_event, m.payload, coalesce(m.hop, 0) as hop,
                               m.id is not null and m.recipient_id is null as in_group, i.friend, i.mentioned
                        from leased join webhook w using (account_id)
                        left join inbox_item i on i.account_id = leased.account_id and i.seq = leased.seq
                            and (i.expires_at is null or coalesce(i.acked_at, now()) < i.expires_at)
                        left join message m on m.id = i.item_id
                        """)
                .param("accounts", accounts.stream().map(AccountId::value).toArray(Long[]::new))
                .param("most", most.toArray(Integer[]::new))
                .param("cap", settings.maxPerEndpoint())
                .param("now", SqlTime.of(now))
                .param("lease", SqlTime.of(now.plus(settings.lease())))
                .query(DeliveryRepository::claimed)
                .list();
    }

    private static Claimed claimed(ResultSet row, int number) throws SQLException {
        return new Claimed(
                row.getObject("id", UUID.class),
                new AccountId(row.getLong("account_id")),
                row.getString("event"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                item(row),
                row.getString("data"),
                row.getInt("attempts"),
                row.getObject("lease_until", OffsetDateTime.class).toInstant(),
                row.getString("url"),
                row.getString("secret"),
                row.getString("previous_secret"));
    }

    private static @Nullable InboxRow item(ResultSet row) throws SQLException {
        UUID id = row.getObject("item_id", UUID.class);
        return id == null
                ? null
                : new InboxRow(
                        id,
                        row.getLong("seq"),
                        false,
                        row.getString("item_event"),
                        row.getString("payload"),
                        row.getInt("hop"),
                        row.getBoolean("in_group"),
                        row.getBoolean("friend"),
                        row.getBoolean("mentioned"));
    }

    /**
     * The receiver has it. Acknowledges the item, too, if that is how the account receives
     * (contract 5.4); then its number is returned.
     */
    OptionalLong delivered(Claimed delivery, Answer answer, Instant startedAt, Instant now) {
        List<Long> acked =
                jdbc.sql(
                                """
                                with ended as (
                                    update webhook_delivery
                                    set status = 'delivered', due_at = null, lease_until = null, ended_at = :now,
                                        attempts = attempts + 1, last_attempt_at = :started,
                                        last_status = :status, last_error = null
                                    where id = :id and lease_until = :lease
                                    returning account_id, seq
                                ), noted as (
                                    insert into webhook_attempt (delivery_id, started_at, millis, status)
                                    select :id, :started, :millis, :status from ended
                                ), healed as (
                                    update webhook w set failures = 0, failing_since = null, last_delivered_at = :now
                                    from ended
                                    where w.account_id = ended.account_id
                                      and (w.failures > 0 or w.last_delivered_at is null
                                           or w.last_delivered_at < :now - interval '1 minute')
                                )
                                update inbox_item i set acked_at = now()
                                from ended join webhook w using (account_id)
                                left join pull p using (account_id)
                                where i.account_id = ended.account_id and i.seq = ended.seq and i.acked_at is null
                                  and (w.auto_ack = 'true'
                                       or w.auto_ack = 'auto'
                                          and (p.pulled_at is null or p.pulled_at < :now - interval '7 days'))
                                returning i.seq
                                """)
                        .param("id", delivery.id())
                        .param("lease", SqlTime.of(delivery.leaseUntil()))
                        .param("now", SqlTime.of(now))
                        .param("started", SqlTime.of(startedAt))
                        .param("millis", answer.millis())
                        .param("status", answer.status(), Types.INTEGER)
                        .query((row, _) -> row.getLong(1))
                        .list();
        return acked.isEmpty() ? OptionalLong.empty() : OptionalLong.of(acked.getFirst());
    }

    /** How long and how often an endpoint has done nothing but fail. */
    record Streak(int failures, Instant since) {}

    /**
     * The attempt failed.
     *
     * @param next when to try again; null: never, it is a dead letter
     * @param pauseUntil when the receiver wants to be asked again at all, if it said so
     * @return empty when the lease had passed to somebody else, or the webhook is gone
     */
    Optional<Streak> failed(
            Claimed delivery,
            Answer answer,
            Instant startedAt,
            Instant now,
            @Nullable Instant next,
            @Nullable Instant pauseUntil) {
        return jdbc.sql(
                        """
                        with ended as (
                            update webhook_delivery
                            set status = case when :next::timestamptz is null then 'dead' else 'pending' end,
                                due_at = :next, lease_until = null,
                                ended_at = case when :next::timestamptz is null then :now end,
                                attempts = attempts + 1, last_attempt_at = :started,
                                last_status = :status, last_error = :error
                            where id = :id and lease_until = :lease
                            returning account_id
                        ), noted as (
                            insert into webhook_attempt (delivery_id, started_at, millis, status, error)
                            select :id, :started, :millis, :status, :error from ended
                        )
                        update webhook w
                        set failures = failures + 1, failing_since = coalesce(failing_since, :started),
                            last_failed_at = :now, last_status = :status, last_error = :error,
                            paused_until = coalesce(:pause, paused_until)
                        from ended where w.account_id = ended.account_id
                        returning w.failures, w.failing_since
                        """)
                .param("id", delivery.id())
                .param("lease", SqlTime.of(delivery.leaseUntil()))
                .param("now", SqlTime.of(now))
                .param("started", SqlTime.of(startedAt))
                .param("millis", answer.millis())
                .param("status", answer.status(), Types.INTEGER)
                .param("error", answer.error())
                .param("next", sql(next), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("pause", sql(pauseUntil), Types.TIMESTAMP_WITH_TIMEZONE)
                .query((row, _) ->
                        new Streak(
                                row.getInt("failures"),
                                row.getObject("failing_since", OffsetDateTime.class).toInstant()))
                .optional();
    }

    /** There is nothing left that could be sent; the receiver is not to blame. */
    void bury(Claimed delivery, String error, Instant now) {
        jdbc.sql(
                        """
                        update webhook_delivery
                        set status = 'dead', due_at = null, lease_until = null, ended_at = :now, last_error = :error
                        where id = :id and lease_until = :lease
                        """)
                .param("id", delivery.id())
                .param("lease", SqlTime.of(delivery.leaseUntil()))
                .param("error", error)
                .param("now", SqlTime.of(now))
                .update();
    }

    private static @Nullable OffsetDateTime sql(@Nullable Instant time) {
        return time == null ? null : SqlTime.of(time);
    }

    /** Gives leases back without an attempt; what is due stays due. */
    void release(Collection<Claimed> deliveries) {
        jdbc.sql(
                        """
                        update webhook_delivery d set lease_until = null
                        from unnest(:ids::uuid[], :leases::text[]) as held(id, lease_until)
                        where d.id = held.id and d.lease_until = held.lease_until::timestamptz
                        """)
                .param("ids", deliveries.stream().map(Claimed::id).toArray(UUID[]::new))
                .param(
                        "leases",
                        deliveries.stream()
                                .map(d -> d.leaseUntil().toString())
                                .toArray(String[]::new))
                .update();
    }
}
