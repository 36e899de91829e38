package io.agentim.account;

import io.agentim.platform.database.SqlTime;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keys and session tokens, found by the hash of the secret. What still counts is said in one place,
 * the view {@code valid_credential}.
 */
@Repository
class CredentialRepository {
    private final JdbcClient jdbc;

    CredentialRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param stale the last use was noted so long ago that this one should be noted, too
     */
    record Match(Caller caller, boolean stale) {}

    /**
     * Whose valid credential this is. Use is noted by the hour, and by the minute when it comes
     * from another address.
     */
    Optional<Match> findCaller(byte[] secretHash, @Nullable String address) {
        return jdbc.sql(
                        """
                        select id, account_id, display_name, handle, new_threads,
                               last_used_at < now() - interval '1 hour'
                               or cast(:address as text) <> coalesce(last_used_ip, '')
                                  and last_used_at < now() - interval '1 minute' as stale
                        from valid_credential where secret_hash = :hash
                        """)
                .param("hash", secretHash)
                .param("address", address)
                .query((row, _) -> new Match(caller(row), row.getBoolean("stale")))
                .optional();
    }

    static Caller caller(ResultSet row) throws SQLException {
        return new Caller(
                new AccountId(row.getLong("account_id")),
                row.getString("display_name"),
                row.getString("handle"),
                row.getObject("id", UUID.class),
                row.getBoolean("new_threads"));
    }

    /** Whose credential this is, as long as it is valid. */
    Optional<Caller> findCaller(UUID id) {
        return jdbc.sql(
                        """
                        select id, account_id, display_name, handle, new_threads
                        from valid_credential where id = :id
                        """)
                .param("id", id)
                .query((row, _) -> caller(row))
                .optional();
    }

    /** Whose credential this was, until retention forgets it. */
    Optional<AccountId> findEnded(byte[] secretHash) {
        return jdbc.sql("select account_id from credential where secret_hash = :hash")
                .param("hash", secretHash)
                .query((row, _) -> new AccountId(row.getLong("account_id")))
                .optional();
    }

    void touch(UUID id, @Nullable String address) {
        jdbc.sql(
                        """
                        update credential
                        set last_used_at = now(), last_used_ip = coalesce(:address, last_used_ip)
                        where id = :id
                        """)
                .param("id", id)
                .param("address", address)
                .update();
    }

    /**
     * @param name the owner's word for it
     * @param expiresAt null: it lives until it is revoked
     */
    void insert(
            UUID id,
            AccountId account,
            String secret,
            String name,
            Instant now,
            @Nullable Instant expiresAt) {
        jdbc.sql(
                        """
                        insert into credential
                            (id, account_id, secret_hash, prefix, name, created_at, last_used_at, expires_at)
                        values (:id, :account, :hash, :prefix, :name, :now, :now, :expires)
                        """)
                .param("id", id)
                .param("account", account.value())
                .param("hash", Secrets.hash(secret))
                .param("prefix", Secrets.shown(secret))
                .param("name", name)
                .param("now", SqlTime.of(now))
                .param(
                        "expires",
                        expiresAt == null ? null : SqlTime.of(expiresAt),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    /** The valid credentials of the account, oldest first. */
    List<Credential> findValid(AccountId account) {
        return jdbc.sql(
                        """
                        select id, name, prefix, created_at, last_used_at, last_used_ip, expires_at
                        from valid_credential where account_id = :account order by id
                        """)
                .param("account", account.value())
                .query((row, _) -> credential(row))
                .list();
    }

    private static Credential credential(ResultSet row) throws SQLException {
        return new Credential(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("prefix"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_used_at", OffsetDateTime.class).toInstant(),
                row.getString("last_used_ip"),
                instantOrNull(row.getObject("expires_at", OffsetDateTime.class)));
    }

    private static @Nullable Instant instantOrNull(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** Lets the credential end after the grace, if it does not end sooner. */
    void expireAfter(UUID id, Duration grace) {
        jdbc.sql(
                        """
                        update credential
                        set expires_at = least(expires_at, now() + make_interval(secs => :grace))
                        where id = :id
                        """)
                .param("id", id)
                .param("grace", grace.toSeconds())
                .update();
    }

    /** Whether the account had such a credential, and has it no more. */
    boolean revoke(AccountId account, UUID id) {
        return jdbc.sql(
                                """
                                update credential set revoked_at = now()
                                where id = :id and account_id = :account and revoked_at is null
                                """)
                        .param("id", id)
                        .param("account", account.value())
                        .update()
                == 1;
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
                .param("except", except, Types.OTHER)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    /** Forgets credentials that ended before then, at most so many; returns how many it were. */
    int purgeEnded(Instant before, int limit) {
        return jdbc.sql(
                        """
                        delete from credential where id in (
                            (select id from credential where revoked_at < :before order by revoked_at limit :limit)
                            union all
                            (select id from credential where revoked_at is null and expires_at < :before
                             order by expires_at limit :limit)
                            limit :limit)
                        """)
                .param("before", SqlTime.of(before))
                .param("limit", limit)
                .update();
    }

    /** A credential that opens nothing any more. */
    record Ended(AccountId accountId, UUID credentialId) {}

    /**
     * What was revoked or ran out within the last half minute: longer than a transaction may last
     * between its time stamp and its commit.
     */
    List<Ended> findLatelyEnded() {
        return jdbc.sql(
                        """
                        select account_id, id from credential
                        where revoked_at > now() - interval '30 seconds'
                        union all
                        select account_id, id from credential
                        where revoked_at is null
                          and expires_at > now() - interval '30 seconds' and expires_at <= now()
                        """)
                .query((row, _) ->
                        new Ended(
                                new AccountId(row.getLong("account_id")),
                                row.getObject("id", UUID.class)))
                .list();
    }
}
