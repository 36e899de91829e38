package io.agentim.message;

import io.agentim.account.AccountId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.util.Optional;
import java.util.UUID;

/** What earlier requests under an idempotency key led to. */
@Repository
class IdempotencyRepository {
    private final JdbcClient jdbc;

    IdempotencyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A request that has been carried out, and the payload of the message that it made. */
    record Earlier(String requestHash, UUID messageId, String payload) {}

    Optional<Earlier> find(AccountId account, String key) {
        return jdbc.sql(
                        """
                        select k.request_hash, k.result_id, m.payload
                        from idempotency_key k join message m on m.id = k.result_id
                        where k.account_id = :account and k.key = :key
                        """)
                .param("account", account.value())
                .param("key", key)
                .query((row, _) ->
                        new Earlier(
                                row.getString("request_hash"),
                                row.getObject("result_id", UUID.class),
                                row.getString("payload")))
                .optional();
    }

    /** Forgets a key so old that it may be used anew; returns whether there was one. */
    boolean deleteExpired(AccountId account, String key) {
        return jdbc.sql(
                                """
                                delete from idempotency_key
                                where account_id = :account and key = :key and created_at < now() - interval '24 hours'
                                """)
                        .param("account", account.value())
                        .param("key", key)
                        .update()
                > 0;
    }
}
