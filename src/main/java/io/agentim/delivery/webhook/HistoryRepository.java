package io.agentim.delivery.webhook;

import io.agentim.account.AccountId;
import io.agentim.delivery.Event;
import io.agentim.delivery.WebhookOutbox;
import io.agentim.platform.database.SqlTime;
import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The owner's side of the outbox: what was tried, and once more, please. */
@Repository
class HistoryRepository {
    private static final String SELECT =
            """
            select id, event, seq, status, attempts, created_at, due_at, last_attempt_at, last_status, last_error, ended_at
            from webhook_delivery
            """;

    private final JdbcClient jdbc;

    HistoryRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The newest first.
     *
     * @param status {@code pending}, {@code delivered}, {@code dead}, {@code failed} for those
     *     whose last attempt failed, or null for all
     * @param before only older ones than this
     */
    List<DeliveryView> list(
            AccountId account, @Nullable String status, @Nullable UUID before, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                where account_id = :account
                                  and (:before::uuid is null or id < :before::uuid)
                                  and (:status::text is null or status = :status
                                       or :status = 'failed' and last_error is not null)
                                order by id desc limit :limit
                                """)
                .param("account", account.value())
                .param("status", status, Types.VARCHAR)
                .param("before", before, Types.OTHER)
                .param("limit", limit)
                .query(HistoryRepository::view)
                .list();
    }

    Optional<DeliveryView> find(AccountId account, UUID delivery) {
        return jdbc.sql(SELECT + "where account_id = :account and id = :id")
                .param("account", account.value())
                .param("id", delivery)
                .query(HistoryRepository::view)
                .optional()
                .map(view -> view.with(attempts(delivery)));
    }

    private List<DeliveryView.Attempt> attempts(UUID delivery) {
        return jdbc.sql(
                        """
                        select started_at, millis, status, error from webhook_attempt
                        where delivery_id = :id order by id
                        """)
                .param("id", delivery)
                .query((row, _) ->
                        new DeliveryView.Attempt(
                                required(row, "started_at"),
                                row.getLong("millis"),
                                row.getObject("status", Integer.class),
                                row.getString("error")))
                .list();
    }

    private static DeliveryView view(ResultSet row, int number) throws SQLException {
        return new DeliveryView(
                TypeId.format(Event.ID_PREFIX, row.getObject("id", UUID.class)),
                row.getString("event"),
                row.getObject("seq", Long.class),
                row.getString("status"),
                row.getInt("attempts"),
                required(row, "created_at"),
                WebhookRepository.time(row, "due_at"),
                WebhookRepository.time(row, "last_attempt_at"),
                row.getObject("last_status", Integer.class),
                row.getString("last_error"),
                WebhookRepository.time(row, "ended_at"),
                null);
    }

    private static Instant required(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(WebhookRepository.time(row, column));
    }

    /**
     * How much an account still waits for.
     *
     * @param next when the next attempt is due
     */
    record Waiting(long pending, long dead, @Nullable Instant next) {}

    Waiting waiting(AccountId account) {
        return jdbc.sql(
                        """
                        select count(*) filter (where status = 'pending') as pending,
                               count(*) filter (where status = 'dead') as dead, min(due_at) as next
                        from webhook_delivery where account_id = :account and status <> 'delivered'
                        """)
                .param("account", account.value())
                .query((row, _) ->
                        new Waiting(
                                row.getLong("pending"),
                                row.getLong("dead"),
                                WebhookRepository.time(row, "next")))
                .single();
    }

    /** From the beginning, under the same id. False when the account has no such delivery. */
    boolean replay(AccountId account, UUID delivery, Instant now) {
        return jdbc.sql(
                                """
                                update webhook_delivery
                                set status = 'pending', due_at = :now, ended_at = null, attempts = 0
                                where account_id = :account and id = :id
                                """)
                        .param("account", account.value())
                        .param("id", delivery)
                        .param("now", SqlTime.of(now))
                        .update()
                > 0;
    }

    /**
     * Replays what was written since then, and enqueues what came while the webhook was disabled
     * and still waits in the mailbox; the oldest first, at most so many of each.
     */
    int replaySince(AccountId account, Instant since, Instant now, int limit) {
        return jdbc.sql(
                        """
                        with chosen as (
                            select id from webhook_delivery
                            where account_id = :account and created_at >= :since and event <> 'webhook.test'
                            order by id limit :limit
                        ), replayed as (
                            update webhook_delivery d
                            set status = 'pending', due_at = :now, ended_at = null, attempts = 0
                            from chosen where d.id = chosen.id
                            returning d.id
                        ), delivered as (
                            select account_id, seq, event, mentioned, created_at from inbox_item i
                            where account_id = :account and acked_at is null and created_at >= :since
                              and not exists (select from webhook_delivery d
                                              where d.account_id = i.account_id and d.seq = i.seq)
                            order by seq limit :limit
                        )
                        """
                                + WebhookOutbox.ENQUEUED
                                + """
                                select (select count(*) from replayed)
                                       + (select count(*) from enqueued)
                                """)
                .param("account", account.value())
                .param("since", SqlTime.of(since))
                .param("now", SqlTime.of(now))
                .param("limit", limit)
                .query((row, _) -> row.getInt(1))
                .single();
    }

    /** Returns the id of a delivery that says nothing but that it came. */
    UUID appendTest(AccountId account, Instant now) {
        return jdbc.sql(
                        """
                        insert into webhook_delivery (id, account_id, event, data, created_at, due_at)
                        values (webhook_event_id(:now), :account, 'webhook.test', '{"test":true}', :now, :now)
                        returning id
                        """)
                .param("account", account.value())
                .param("now", SqlTime.of(now))
                .query((row, _) -> row.getObject(1, UUID.class))
                .single();
    }
}
