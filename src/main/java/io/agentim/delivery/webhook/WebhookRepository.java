package io.agentim.delivery.webhook;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;

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

/** Registrations. SQL like the rest of the delivery path, whose statements read the same table. */
@Repository
class WebhookRepository {
    private final JdbcClient jdbc;

    WebhookRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * In place of the one that the account had, whose failures are forgotten and whose pending
     * deliveries begin again.
     */
    void replace(Webhook webhook, String sealedSecret) {
        jdbc.sql(
                        """
                        with inherited as (
                            update webhook_delivery set due_at = :now, attempts = 0
                            where account_id = :account and due_at is not null
                        )
                        insert into webhook (account_id, id, url, secret, events, auto_ack, created_at)
                        values (:account, :id, :url, :secret, :events, :autoAck, :now)
                        on conflict (account_id) do update
                        set id = excluded.id, url = excluded.url, secret = excluded.secret,
                            events = excluded.events, auto_ack = excluded.auto_ack, created_at = excluded.created_at,
                            previous_secret = null, previous_until = null, paused_until = null, failures = 0,
                            failing_since = null, last_failed_at = null, last_error = null, last_status = null,
                            last_delivered_at = null, disabled_at = null, disabled_reason = null
                        """)
                .param("account", webhook.account().value())
                .param("id", webhook.id())
                .param("url", webhook.url())
                .param("secret", sealedSecret)
                .param("events", webhook.events().toArray(String[]::new))
                .param("autoAck", webhook.autoAck().column())
                .param("now", SqlTime.of(webhook.createdAt()))
                .update();
    }

    Optional<Webhook> find(AccountId account) {
        return jdbc.sql(
                        """
                        select id, account_id, url, events, auto_ack, created_at, previous_until, paused_until,
                               failing_since, last_failed_at, last_error, last_status, last_delivered_at,
                               disabled_at, disabled_reason
                        from webhook where account_id = :account
                        """)
                .param("account", account.value())
                .query(WebhookRepository::webhook)
                .optional();
    }

    private static Webhook webhook(ResultSet row, int number) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                new AccountId(row.getLong("account_id")),
                row.getString("url"),
                List.of((String[]) row.getArray("events").getArray()),
                AutoAck.ofColumn(row.getString("auto_ack")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                time(row, "previous_until"),
                time(row, "paused_until"),
                time(row, "failing_since"),
                time(row, "last_failed_at"),
                row.getString("last_error"),
                row.getObject("last_status", Integer.class),
                time(row, "last_delivered_at"),
                time(row, "disabled_at"),
                row.getString("disabled_reason"));
    }

    static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /** False when there was none. What was still to be delivered goes with it. */
    boolean delete(AccountId account) {
        return jdbc.sql(
                                """
                                with deliveries as (
                                    delete from webhook_delivery where account_id = :account returning id
                                ), attempts as (
                                    delete from webhook_attempt a using deliveries where a.delivery_id = deliveries.id
                                )
                                delete from webhook where account_id = :account
                                """)
                        .param("account", account.value())
                        .update()
                > 0;
    }

    /** Both secrets sign until then. False when there is no webhook. */
    boolean rotate(AccountId account, String sealedSecret, Instant previousUntil) {
        return jdbc.sql(
                                """
                                update webhook set previous_secret = secret, previous_until = :until, secret = :secret
                                where account_id = :account
                                """)
                        .param("account", account.value())
                        .param("secret", sealedSecret)
                        .param("until", SqlTime.of(previousUntil))
                        .update()
                > 0;
    }

    /** False when it was disabled already, or leads elsewhere by now. */
    boolean disable(AccountId account, String url, String reason, Instant now) {
        return jdbc.sql(
                                """
                                update webhook set disabled_at = :now, disabled_reason = :reason
                                where account_id = :account and url = :url and disabled_at is null
                                """)
                        .param("account", account.value())
                        .param("url", url)
                        .param("reason", reason)
                        .param("now", SqlTime.of(now))
                        .update()
                > 0;
    }

    /** Active and unsuspected again, and whatever waits is due now. False when there is none. */
    boolean resume(AccountId account, Instant now) {
        return jdbc.sql(
                                """
                                with due as (
                                    update webhook_delivery set due_at = :now
                                    where account_id = :account and due_at > :now
                                )
                                update webhook
                                set disabled_at = null, disabled_reason = null, paused_until = null,
                                    failures = 0, failing_since = null
                                where account_id = :account
                                """)
                        .param("account", account.value())
                        .param("now", SqlTime.of(now))
                        .update()
                > 0;
    }
}
