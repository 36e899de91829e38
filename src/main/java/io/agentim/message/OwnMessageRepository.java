package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Messages that their senders change, found through these. */
@Repository
class OwnMessageRepository {
    private final JdbcClient jdbc;

    OwnMessageRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Holds the message until the commit, against others who would change it. */
    Optional<OwnMessage> lock(AccountId sender, UUID id) {
        return jdbc.sql(
                        """
                        select id, thread_id, created_at, hop, payload from message
                        where id = :id and sender_id = :sender for update
                        """)
                .param("id", id)
                .param("sender", sender.value())
                .query(OwnMessageRepository::row)
                .optional();
    }

    void changePayload(UUID id, String payload) {
        jdbc.sql("update message set payload = :payload where id = :id")
                .param("payload", payload)
                .param("id", id)
                .update();
    }

    void markDeleted(UUID id, Instant at) {
        jdbc.sql("update message set deleted_at = :at where id = :id")
                .param("at", SqlTime.of(at))
                .param("id", id)
                .update();
    }

    private static OwnMessage row(ResultSet row, int number) throws SQLException {
        return new OwnMessage(
                row.getObject("id", UUID.class),
                row.getObject("thread_id", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getInt("hop"),
                row.getString("payload"));
    }
}
