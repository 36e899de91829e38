package io.agentim.message;

import io.agentim.platform.database.SqlTime;
import io.agentim.platform.retention.Purge;
import io.agentim.platform.retention.Purge.Progress;
import io.agentim.platform.retention.RetentionProperties;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A message goes with its last copy, for its sender, too (contract 12.3): when it is old, no inbox
 * has it any more, and nobody has pinned it. Walks through the old messages page by page, as among
 * them are those that somebody has not acknowledged for years.
 */
@Component
class MessagePurge implements Purge.Step {
    private static final UUID BEGINNING = new UUID(0, 0);

    private final JdbcClient jdbc;
    private final RetentionProperties settings;

    /** Where the walk has come to. It is lost with the process, and the next one begins anew. */
    private volatile UUID place = BEGINNING;

    MessagePurge(JdbcClient jdbc, RetentionProperties settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * @param last of the page
     */
    private record Page(int deleted, int size, UUID last, boolean old) {}

    @Override
    public Progress take(Instant now, int limit) {
        Optional<Page> page = settings.oldestAcked(now).flatMap(oldest -> walk(oldest, limit));
        boolean more = page.filter(p -> p.old() && p.size() == limit).isPresent();
        place = more ? page.orElseThrow().last() : BEGINNING;
        return new Progress(page.map(Page::deleted).orElse(0), more);
    }

    /** Ids rise with time: behind a page whose last message is not old there is no old one. */
    private Optional<Page> walk(Instant before, int limit) {
        return jdbc.sql(
                        """
                        with page as materialized (
                            select id, created_at < :before as old from message
                            where id > :place order by id limit :limit
                        ), deleted as (
                            delete from message m using page
                            where m.id = page.id and page.old
                              and not exists (select from inbox_item i where i.item_id = m.id)
                              and not exists (select from message_pin p
                                              where p.thread_id = m.thread_id and p.message_id = m.id)
                            returning m.id
                        ), not_found_any_more as (
                            delete from message_search s using deleted where s.message_id = deleted.id
                        )
                        select id, old, (select count(*) from page) as size, (select count(*) from deleted) as deleted
                        from page order by id desc limit 1
                        """)
                .param("before", SqlTime.of(before))
                .param("place", place)
                .param("limit", limit)
                .query(MessagePurge::page)
                .optional();
    }

    private static Page page(ResultSet row, int number) throws SQLException {
        return new Page(
                row.getInt("deleted"),
                row.getInt("size"),
                row.getObject("id", UUID.class),
                row.getBoolean("old"));
    }
}
