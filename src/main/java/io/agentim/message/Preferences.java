package io.agentim.message;

import io.agentim.account.AccountEvents.AccountDeleted;
import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;

import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * How accounts want to hear of their conversations. For clients, on all devices alike: what is
 * delivered stays the same.
 */
@Repository
class Preferences {
    private final JdbcClient jdbc;

    Preferences(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param mutedUntil null: not muted
     * @param notifyOf what: {@code all}, {@code mentions} or {@code none}
     */
    record Preference(@Nullable Instant mutedUntil, String notifyOf) {}

    /** What is null stays as it is. */
    Preference changeNotify(AccountId account, UUID thread, @Nullable String notify) {
        return jdbc.sql(
                        """
                        insert into conversation_preference as p (account_id, thread_id, notify)
                        values (:account, :thread, coalesce(cast(:notify as text), 'all'))
                        on conflict (account_id, thread_id) do update
                            set notify = coalesce(cast(:notify as text), p.notify)
                        returning muted_until, notify
                        """)
                .param("account", account.value())
                .param("thread", thread)
                .param("notify", notify)
                .query(Preferences::row)
                .single();
    }

    /**
     * @param until null ends it
     */
    void mute(AccountId account, UUID thread, @Nullable Instant until) {
        jdbc.sql(
                        """
                        insert into conversation_preference (account_id, thread_id, muted_until)
                        values (:account, :thread, cast(:until as timestamptz))
                        on conflict (account_id, thread_id) do update set muted_until = excluded.muted_until
                        """)
                .param("account", account.value())
                .param("thread", thread)
                .param("until", until == null ? null : SqlTime.of(until))
                .update();
    }

    private static Preference row(ResultSet row, int number) throws SQLException {
        var until = row.getObject("muted_until", OffsetDateTime.class);
        return new Preference(until == null ? null : until.toInstant(), row.getString("notify"));
    }

    @EventListener
    void onAccountDeleted(AccountDeleted event) {
        jdbc.sql("delete from conversation_preference where account_id = :account")
                .param("account", event.accountId().value())
                .update();
    }
}
