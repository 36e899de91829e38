package io.agentim.delivery.webhook;

import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The outbox as a whole, whosever deliveries they are. */
@Repository
class UpkeepRepository {
    private final JdbcClient jdbc;

    UpkeepRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** When the oldest delivery that an endpoint still waits for was written. */
    Optional<Instant> oldestPending() {
        return jdbc.sql(
                        """
                        select min(d.created_at) from webhook_delivery d join webhook w using (account_id)
                        where d.due_at is not null and w.disabled_at is null
                        """)
                .query((row, _) -> row.getObject(1, OffsetDateTime.class))
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    /** Forgets deliveries that ended before then, at most so many; returns how many it were. */
    int purge(Instant endedBefore, int limit) {
        return jdbc.sql(
                        """
                        with old as (
                            select id from webhook_delivery where ended_at < :before order by ended_at limit :limit
                            for update skip locked -- one that is being replayed at this moment stays
                        ), attempts as (
                            delete from webhook_attempt a using old where a.delivery_id = old.id
                        )
                        delete from webhook_delivery d using old where d.id = old.id
                        """)
                .param("before", SqlTime.of(endedBefore))
                .param("limit", limit)
                .update();
    }
}
