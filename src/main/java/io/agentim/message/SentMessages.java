package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.platform.error.DomainException;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Messages, found through who sent them. */
@Repository
class SentMessages {
    private final JdbcClient jdbc;

    SentMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * When the account sent this message.
     *
     * @throws DomainException {@code not_found} if it has sent none of this id
     */
    Instant requireTimeOf(AccountId sender, UUID message) {
        return jdbc.sql("select created_at from message where id = :id and sender_id = :sender")
                .param("id", message)
                .param("sender", sender.value())
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional()
                .orElseThrow(SentMessages::unknown);
    }

    static DomainException unknown() {
        return DomainException.notFound("you have sent no message with this id");
    }
}
