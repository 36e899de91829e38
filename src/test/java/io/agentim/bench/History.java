package io.agentim.bench;

import io.agentim.support.ServerProcess;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Messages of the past, written into the server's tables as its sends would have, but many at a
 * time: between accounts that have written to each other before, all acknowledged.
 */
final class History implements AutoCloseable {
    /** Each account once: the newest message that it has received stands for all of its past. */
    private static final String TEMPLATES =
            """
            create schema if not exists history;
            drop table if exists history.template;
            create table history.template as
            select distinct on (m.recipient_id) m.recipient_id, m.sender_id, m.thread_id, m.payload
            from message m where m.recipient_id is not null
            order by m.recipient_id, m.id desc;
            """;

    /** So many messages for each account. The id within the payload is not theirs. */
    private static final String ADD =
            """
            with made as materialized (
                select t.*, uuidv7() as id, clock_timestamp() as created_at, n
                from generate_series(1, ?) n cross join history.template t
            ), counted as (
                update inbox_counter c set seq = c.seq + ?
                from history.template t where c.account_id = t.recipient_id
                returning c.account_id, c.seq - ? as base
            ), stored as (
                insert into message (id, thread_id, sender_id, recipient_id, hop, created_at, payload)
                select id, thread_id, sender_id, recipient_id, 0, created_at, payload from made
            )
            insert into inbox_item (account_id, seq, item_id, friend, mentioned, created_at, acked_at)
            select recipient_id, base + n, id, false, false, created_at, created_at
            from made join counted on account_id = recipient_id
            """;

    private static final int EACH = 20;

    private final Connection connection;

    History(ServerProcess server) throws SQLException, IOException {
        connection = server.connectToPostgres();
        execute(TEMPLATES);
    }

    /** Adds until so many messages are stored, then leaves nothing behind to tidy up. */
    void fillTo(long messages) throws SQLException {
        long missing = messages - count();
        while (missing > 0) {
            missing -= add();
        }
        execute("vacuum (analyze) message");
        execute("vacuum (analyze) inbox_item");
        execute("vacuum (analyze) inbox_counter");
        execute("checkpoint");
    }

    private int add() throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            for (int parameter = 1; parameter <= 3; parameter++) {
                add.setInt(parameter, EACH);
            }
            return add.executeUpdate();
        }
    }

    private long count() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from message")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
