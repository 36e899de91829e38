package io.agentim.bench;

import io.agentim.support.ServerProcess;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * What PostgreSQL can do by itself: the least a message needs, which is its row, its place in an
 * inbox and the recipient's counter, in one prepared statement that is one transaction. In the
 * server's own cluster, but with tables of its own, which carry no index that this does not need.
 */
abstract class Yardstick {
    static final int ACCOUNTS = 10_000;

    /** Both parameters occur once, in this order. */
    static final String SEND =
            """
            with counter as (
                update yardstick.inbox_counter set seq = seq + 1 where account_id = :recipient
                returning account_id, seq
            ), stored as (
                insert into yardstick.message (sender_id, body) values (:sender, repeat('x', 100))
                returning id
            )
            insert into yardstick.inbox (account_id, seq, message_id)
            select counter.account_id, counter.seq, stored.id from counter, stored
            """;

    private static final String TABLES =
            """
            drop schema if exists yardstick cascade;
            create schema yardstick;
            create table yardstick.message (
                id         bigint generated always as identity primary key,
                sender_id  bigint not null,
                body       text not null,
                created_at timestamptz not null default now()
            );
            create table yardstick.inbox (
                account_id bigint not null,
                seq        bigint not null,
                message_id bigint not null,
                primary key (account_id, seq)
            );
            create table yardstick.inbox_counter (
                account_id bigint primary key,
                seq        bigint not null default 0
            ) with (fillfactor = 50);
            insert into yardstick.inbox_counter (account_id) select generate_series(1, :accounts);
            analyze yardstick.inbox_counter;
            """;

    /** Whom the messages are for. */
    enum Recipients {
        ALL,
        ONE
    }

    /** By pgbench where it is installed, else by a loop of our own that does the same. */
    static Yardstick in(ServerProcess server) throws SQLException, IOException {
        try (Connection connection = server.connectToPostgres();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLES.replace(":accounts", "" + ACCOUNTS));
        }
        Optional<String> pgbench = Pgbench.version();
        return pgbench.isPresent() ? new Pgbench(server, pgbench.get()) : new JdbcLoop(server);
    }

    /** What measures, for the report. */
    abstract String name();

    /** Transactions a second. */
    abstract double perSecond(int clients, Recipients recipients, Duration length) throws Exception;

    /** How long each takes when they come at this rate. */
    final Latency latency(int clients, double perSecond, Duration length) throws Exception {
        var micros = new Histogram(3);
        record(micros, clients, perSecond, length);
        return Latency.of(micros);
    }

    abstract void record(Histogram micros, int clients, double perSecond, Duration length)
            throws Exception;
}
