package io.agentim.message;

import io.agentim.account.AccountId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

@Repository
class ThreadRepository {
    private static final String SELECT =
            "select id, low_id, high_id, name, is_default from thread ";

    private final JdbcClient jdbc;

    ThreadRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** False, and nothing is made, if the pair has its default thread, or one of that name. */
    boolean insert(ConversationThread thread) {
        return jdbc.sql(
                                """
                                insert into thread (id, low_id, high_id, name, is_default)
                                values (:id, :low, :high, :name, :is_default)
                                on conflict do nothing
                                """)
                        .param("id", thread.id())
                        .param("low", thread.pair().low().value())
                        .param("high", thread.pair().high().value())
                        .param("name", thread.name())
                        .param("is_default", thread.isDefault())
                        .update()
                > 0;
    }

    Optional<ConversationThread> findDefault(Pair pair) {
        return jdbc.sql(SELECT + "where low_id = :low and high_id = :high and is_default")
                .param("low", pair.low().value())
                .param("high", pair.high().value())
                .query(ThreadRepository::row)
                .optional();
    }

    Optional<ConversationThread> findNamed(Pair pair, String name) {
        return jdbc.sql(SELECT + "where low_id = :low and high_id = :high and name = :name")
                .param("low", pair.low().value())
                .param("high", pair.high().value())
                .param("name", name)
                .query(ThreadRepository::row)
                .optional();
    }

    Optional<ConversationThread> find(UUID id) {
        return jdbc.sql(SELECT + "where id = :id")
                .param("id", id)
                .query(ThreadRepository::row)
                .optional();
    }

    /**
     * The account's own thread of that name, the one with the newest message if there are several;
     * one whose messages are no longer kept still counts.
     */
    Optional<ConversationThread> findNewestNamed(AccountId account, String name) {
        return jdbc.sql(
                        """
                        with mine as (
                            select * from thread where low_id = :account and name = :name
                            union all select * from thread where high_id = :account and name = :name
                        )
                        select mine.id, low_id, high_id, name, is_default
                        from mine left join lateral (
                            select m.id from message m where m.thread_id = mine.id order by m.id desc limit 1) newest on true
                        order by newest.id desc nulls last limit 1
                        """)
                .param("account", account.value())
                .param("name", name)
                .query(ThreadRepository::row)
                .optional();
    }

    private static ConversationThread row(ResultSet row, int number) throws SQLException {
        return new ConversationThread(
                row.getObject("id", UUID.class),
                new Pair(
                        new AccountId(row.getLong("low_id")),
                        new AccountId(row.getLong("high_id"))),
                row.getString("name"),
                row.getBoolean("is_default"));
    }
}
