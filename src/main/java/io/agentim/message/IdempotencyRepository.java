package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.time.Instant;
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

    /** Takes the key for this result; false if it is taken. */
    boolean claim(AccountId account, IdempotencyKey key, UUID result, Instant now) {
        return jdbc.sql(
                                """
                                insert into idempotency_key (account_id, key, request_hash, result_id, created_at)
                                values (:account, :key, :request_hash, :result, :now)
                                on conflict do nothing
                                """)
                        .param("account", account.value())
                        .param("key", key.value())
                        .param("request_hash", key.requestHash())
                        .param("result", result)
                        .param("now", SqlTime.of(now))
                        .update()
                > 0;
    }

    /** Forgets keys used before then, at most so many; returns how many it were. */
    int purge(Instant before, int limit) {
        return jdbc.sql(
                        """
                        with old as (
                            select account_id, key from idempotency_key where created_at < :before
                            order by created_at limit :limit
                        )
                        delete from idempotency_key k using old where k.account_id = old.account_id and k.key = old.key
                        """)
                .param("before", SqlTime.of(before))
                .param("limit", limit)
                .update();
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
