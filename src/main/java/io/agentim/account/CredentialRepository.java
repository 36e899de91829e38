package io.agentim.account;

import io.agentim.platform.database.SqlTime;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keys and session tokens, found by the hash of the secret. Expiry is judged by the database's
 * clock (promise P32).
 */
@Repository
class CredentialRepository {
    /** A session unused for so long has ended (promises 2.2). */
    private static final Duration MAX_IDLE = Duration.ofDays(30);

    private static final String VALID =
            """
            select c.id, c.account_id, a.display_name, a.handle, a.default_thread = 'new' as new_threads,
                   c.last_used_at < now() - interval '1 hour' as stale
            from credential c join account a on a.id = c.account_id
            where c.revoked_at is null and a.deleted_at is null
              and (c.expires_at is null
                   or c.expires_at > now() and c.last_used_at > now() - make_interval(secs => :idle))
            """;

    private final JdbcClient jdbc;

    CredentialRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param stale the last use was noted so long ago that this one should be noted, too
     */
    record Match(Caller caller, boolean stale) {}

    /** Whose valid credential this is. */
    Optional<Match> findCaller(byte[] secretHash) {
        return jdbc.sql(VALID + "and c.secret_hash = :hash")
                .param("idle", MAX_IDLE.toSeconds())
                .param("hash", secretHash)
                .query((row, _) -> new Match(caller(row), row.getBoolean("stale")))
                .optional();
    }

    /** Whose credential this is, as long as it is valid. */
    Optional<Caller> findCaller(UUID id) {
        return jdbc.sql(VALID + "and c.id = :id")
                .param("idle", MAX_IDLE.toSeconds())
                .param("id", id)
                .query((row, _) -> caller(row))
                .optional();
    }

    private static Caller caller(ResultSet row) throws SQLException {
        return new Caller(
                new AccountId(row.getLong("account_id")),
                row.getString("display_name"),
                row.getString("handle"),
                row.getObject("id", UUID.class),
                row.getBoolean("new_threads"));
    }

    void insert(
            UUID id,
            AccountId account,
            byte[] secretHash,
            Instant now,
            @Nullable Instant expiresAt) {
        jdbc.sql(
                        """
                        insert into credential (id, account_id, secret_hash, created_at, last_used_at, expires_at)
                        values (:id, :account, :hash, :now, :now, :expires)
                        """)
                .param("id", id)
                .param("account", account.value())
                .param("hash", secretHash)
                .param("now", SqlTime.of(now))
                .param(
                        "expires",
                        expiresAt == null ? null : SqlTime.of(expiresAt),
                        java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    void touch(UUID id) {
        jdbc.sql("update credential set last_used_at = now() where id = :id")
                .param("id", id)
                .update();
    }

    void revoke(UUID id) {
        jdbc.sql("update credential set revoked_at = now() where id = :id and revoked_at is null")
                .param("id", id)
                .update();
    }

    /** All of the account's credentials but one, or all of them; returns which. */
    List<UUID> revokeAll(AccountId account, @Nullable UUID except) {
        return jdbc.sql(
                        """
                        update credential set revoked_at = now()
                        where account_id = :account and revoked_at is null and id is distinct from :except
                        returning id
                        """)
                .param("account", account.value())
                .param("except", except, java.sql.Types.OTHER)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }
}
