package io.agentim.matrix;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.Set;

/**
 * Makes the database note every row that is inserted, changed or deleted, in the transaction that
 * does it.
 */
final class Writes implements AutoCloseable {
    /** What the server writes by itself, whatever is asked. */
    private static final Set<String> BY_ITSELF =
            Set.of(
                    "INSERT pull", // that somebody asked for messages
                    "UPDATE pull",
                    "INSERT handed_out", // behind what was delivered
                    "INSERT message_search", // behind the messages
                    "UPDATE message_search_progress",
                    "DELETE message_stream", // which only its retention does
                    "DELETE message_stream_part",
                    "UPDATE replica", // its heartbeat
                    "INSERT replica_presence",
                    "UPDATE replica_presence",
                    "UPDATE scheduled_tasks",
                    "INSERT webhook_attempt", // the dispatcher's
                    "UPDATE webhook_delivery",
                    "UPDATE webhook");

    private final JdbcClient jdbc;

    Writes(JdbcClient jdbc) {
        this.jdbc = jdbc;
        execute("create table written (what text not null)");
        execute(
                """
                create function note_write() returns trigger language plpgsql as $$
                begin
                    insert into written values (tg_op || ' ' || tg_table_name);
                    return null;
                end $$
                """);
        tables().forEach(table ->
                execute(
                        """
                        create trigger note_write after insert or update or delete on %s
                        for each row execute function note_write()
                        """
                                .formatted(table)));
    }

    private List<String> tables() {
        return jdbc.sql(
                        """
                        select table_name from information_schema.tables
                        where table_schema = 'public' and table_type = 'BASE TABLE'
                          and table_name not in ('written', 'flyway_schema_history')
                        """)
                .query(String.class)
                .list();
    }

    /** What was written since this was asked the last time. */
    List<String> next() {
        return jdbc.sql("delete from written returning what").query(String.class).list().stream()
                .filter(what -> !BY_ITSELF.contains(what))
                .toList();
    }

    private void execute(String sql) {
        jdbc.sql(sql).update();
    }

    @Override
    public void close() {
        execute("drop function note_write() cascade");
        execute("drop table written");
    }
}
