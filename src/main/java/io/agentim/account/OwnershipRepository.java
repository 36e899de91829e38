package io.agentim.account;

import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.time.Instant;
import java.util.List;

/** Which agents belong to which person. */
@Repository
class OwnershipRepository {
    private final JdbcClient jdbc;

    OwnershipRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(AccountId agent, AccountId owner, Instant now) {
        jdbc.sql(
                        """
                        insert into agent_owner (agent_id, owner_id, created_at)
                        values (:agent, :owner, :now)
                        """)
                .param("agent", agent.value())
                .param("owner", owner.value())
                .param("now", SqlTime.of(now))
                .update();
    }

    boolean owns(AccountId owner, AccountId agent) {
        return jdbc.sql(
                        """
                        select exists (select from agent_owner
                                       where agent_id = :agent and owner_id = :owner)
                        """)
                .param("agent", agent.value())
                .param("owner", owner.value())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    List<Long> agentsOf(AccountId owner) {
        return jdbc.sql("select agent_id from agent_owner where owner_id = :owner")
                .param("owner", owner.value())
                .query((row, _) -> row.getLong("agent_id"))
                .list();
    }

    /** The account owns nothing any more, and nobody owns it. */
    void deleteAllOf(AccountId account) {
        jdbc.sql("delete from agent_owner where owner_id = :account or agent_id = :account")
                .param("account", account.value())
                .update();
    }
}
