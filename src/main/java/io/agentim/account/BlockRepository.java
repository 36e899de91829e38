package io.agentim.account;

import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** Who wants to hear nothing from whom. */
@Repository
class BlockRepository {
    private final JdbcClient jdbc;

    BlockRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Blocked(AccountId id, String displayName, String userType, Instant since) {}

    /**
     * Blocking twice changes nothing. Waits for whatever the one is just doing to the other, since
     * that holds one account or both (promise P15); in the order in which accounts are locked.
     */
    void insert(AccountId blocker, AccountId blocked, Instant now) {
        jdbc.sql(
                        """
                        with pair as (
                            select id from account where id in (:blocker, :blocked) and deleted_at is null
                            order by id for no key update
                        )
                        insert into block (blocker_id, blocked_id, created_at)
                        select :blocker, :blocked, :now where (select count(*) from pair) = 2
                        on conflict do nothing
                        """)
                .param("blocker", blocker.value())
                .param("blocked", blocked.value())
                .param("now", SqlTime.of(now))
                .update();
    }

    void delete(AccountId blocker, AccountId blocked) {
        jdbc.sql("delete from block where blocker_id = :blocker and blocked_id = :blocked")
                .param("blocker", blocker.value())
                .param("blocked", blocked.value())
                .update();
    }

    /** In both directions. */
    void deleteAllOf(AccountId account) {
        jdbc.sql("delete from block where blocker_id = :account or blocked_id = :account")
                .param("account", account.value())
                .update();
    }

    /** Newest first. */
    List<Blocked> findBlockedBy(AccountId blocker) {
        return jdbc.sql(
                        """
                        select a.id, a.display_name, b.created_at
                        from block b join account a on a.id = b.blocked_id
                        where b.blocker_id = :blocker order by b.created_at desc, a.id
                        """)
                .param("blocker", blocker.value())
                .query((row, _) -> {
                    var id = new AccountId(row.getLong("id"));
                    return new Blocked(
                            id,
                            row.getString("display_name"),
                            id.kind(),
                            row.getObject("created_at", OffsetDateTime.class).toInstant());
                })
                .list();
    }
}
