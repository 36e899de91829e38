package io.agentim.account;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Invites, by the database's clock, found by the hash of the code. */
@Repository
class InviteRepository {
    private static final String SELECT =
            """
            select id, prefix, created_at, expires_at, used_at, used_by, expires_at <= now() as expired from invite
            """;

    private final JdbcClient jdbc;

    InviteRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Clears away, by the way, what nobody has used in time and nobody remembers. */
    void insert(UUID id, AccountId inviter, String code, Duration lifetime) {
        jdbc.sql(
                        """
                        with forgotten as (
                            delete from invite
                            where inviter_id = :inviter and used_at is null
                              and expires_at < now() - interval '30 days'
                        )
                        insert into invite (id, code_hash, prefix, inviter_id, created_at, expires_at)
                        values (:id, :hash, :prefix, :inviter, now(), now() + make_interval(secs => :lifetime))
                        """)
                .param("id", id)
                .param("hash", Secrets.hash(code))
                .param("prefix", Secrets.shown(code))
                .param("inviter", inviter.value())
                .param("lifetime", lifetime.toSeconds())
                .update();
    }

    long countOpen(AccountId inviter) {
        return jdbc.sql(
                        """
                        select count(*) from invite
                        where inviter_id = :inviter and used_at is null and expires_at > now()
                        """)
                .param("inviter", inviter.value())
                .query((row, _) -> row.getLong(1))
                .single();
    }

    Optional<Invite> find(AccountId inviter, UUID id) {
        return jdbc.sql(SELECT + "where inviter_id = :inviter and id = :id")
                .param("inviter", inviter.value())
                .param("id", id)
                .query(InviteRepository::row)
                .optional();
    }

    /** The newest ones older than {@code before}, newest first. */
    List<Invite> list(AccountId inviter, UUID before, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                where inviter_id = :inviter and id < :before order by id desc limit :limit
                                """)
                .param("inviter", inviter.value())
                .param("before", before)
                .param("limit", limit)
                .query(InviteRepository::row)
                .list();
    }

    private static Invite row(ResultSet row, int number) throws SQLException {
        long usedBy = row.getLong("used_by");
        return new Invite(
                row.getObject("id", UUID.class),
                row.getString("prefix"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("expired"),
                instantOrNull(row.getObject("used_at", OffsetDateTime.class)),
                usedBy == 0 ? null : new AccountId(usedBy));
    }

    private static @Nullable Instant instantOrNull(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /**
     * Uses up the invite; false if it is not there, was used, has expired, or its maker has gone.
     */
    boolean redeem(byte[] codeHash, AccountId newcomer) {
        return jdbc.sql(
                                """
                                update invite set used_at = now(), used_by = :newcomer
                                where code_hash = :hash and used_at is null and expires_at > now()
                                  and exists (select from account a
                                              where a.id = invite.inviter_id and a.deleted_at is null)
                                """)
                        .param("hash", codeHash)
                        .param("newcomer", newcomer.value())
                        .update()
                == 1;
    }

    /** False if the account has no such invite, or it is used. */
    boolean delete(AccountId inviter, UUID id) {
        return jdbc.sql(
                                """
                                delete from invite where id = :id and inviter_id = :inviter and used_at is null
                                """)
                        .param("id", id)
                        .param("inviter", inviter.value())
                        .update()
                == 1;
    }
}
