package io.agentim.message;

import io.agentim.file.FileReferences;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import javax.sql.DataSource;

/**
 * Stores direct messages, any number of them by one {@link SendStatement}: one round trip and one
 * commit.
 */
@Repository
class MessageWriter {
    /** What the statement decided about one message. */
    enum Verdict {
        SENT,
        /** Another request with the same idempotency key came first. */
        REPEATED,
        SENDER_GONE,
        NO_RECIPIENT,
        BLOCKED,
        CLOSED,
        FRIENDS_ONLY,
        /** Agents answer each other without end, by the one budget or the other. */
        LOOP_CHAIN,
        LOOP_ALTERNATION
    }

    /** The verdict, and the hop and the number that the message was given. */
    record Outcome(Verdict verdict, int hop, long seq) {}

    /**
     * How long the second of two requests with one key waits for the first to commit (promise P4).
     */
    static final String KEY_PATIENCE = "set local lock_timeout = '2s'";

    private final JdbcTemplate jdbc;
    private final JdbcTemplate batches;
    private final TransactionTemplate transaction;
    private final FileReferences references;
    private final LoopGuard guard;

    MessageWriter(
            JdbcTemplate jdbc,
            @Qualifier(SendConnections.NAME) DataSource sendConnections,
            TransactionTemplate transaction,
            FileReferences references,
            LoopGuard guard) {
        this.jdbc = jdbc;
        this.batches = new JdbcTemplate(sendConnections);
        this.transaction = transaction;
        this.references = references;
        this.guard = guard;
    }

    /**
     * Stores what may be stored, all or nothing in case of a fault; the outcomes are in the order
     * of the messages. No two of them may carry the same idempotency key. Only those that name
     * files cost a second statement.
     *
     * @throws org.springframework.dao.DuplicateKeyException if somebody else has just made one of
     *     the new threads: nothing was stored, look the threads up again
     */
    List<Outcome> write(List<Outgoing> messages) {
        if (messages.stream().allMatch(m -> m.key() == null && m.files().isEmpty())) {
            return execute(jdbc, messages); // the statement is the transaction
        }
        return Objects.requireNonNull(
                transaction.execute(_ -> {
                    jdbc.execute(KEY_PATIENCE);
                    List<Outcome> outcomes = execute(jdbc, messages);
                    keepFiles(messages, outcomes);
                    return outcomes;
                }));
    }

    private void keepFiles(List<Outgoing> messages, List<Outcome> outcomes) {
        for (int i = 0; i < messages.size(); i++) {
            if (outcomes.get(i).verdict() == Verdict.SENT) {
                references.record(messages.get(i).id(), messages.get(i).files());
            }
        }
    }

    /**
     * As {@link #write}, on a connection of {@link SendConnections}: fails soon where a lock is not
     * free, since a whole batch waits for it. For messages that refer to no file.
     */
    List<Outcome> writeTogether(List<Outgoing> messages) {
        return execute(batches, messages);
    }

    private List<Outcome> execute(JdbcTemplate jdbc, List<Outgoing> messages) {
        return Objects.requireNonNull(
                jdbc.execute(
                        SendStatement.of(messages),
                        (PreparedStatement statement) -> run(statement, messages)));
    }

    private List<Outcome> run(PreparedStatement statement, List<Outgoing> messages)
            throws SQLException {
        var columns = new Columns(statement, messages);
        columns.add("uuid", Outgoing::id);
        columns.add("bigint", m -> m.sender().value());
        columns.add("bigint", m -> m.recipient().value());
        columns.add("uuid", m -> m.thread().id());
        columns.add("boolean", Outgoing::threadIsNew);
        columns.add("boolean", m -> m.thread().isDefault());
        columns.add("text", m -> m.thread().name());
        columns.add("uuid", Outgoing::repliesTo);
        columns.add("bigint", m -> m.createdAt().toEpochMilli());
        columns.add("bigint", m -> m.expiresAt() == null ? null : m.expiresAt().toEpochMilli());
        columns.add("text", Outgoing::payload);
        columns.add("text", m -> m.key() == null ? null : m.key().value());
        columns.add("text", m -> m.key() == null ? null : m.key().requestHash());
        columns.add("boolean", Outgoing::watched);
        columns.addOne(guard.budgets().chainLimit());
        columns.addOne(guard.budgets().alternationLimit());
        try (ResultSet rows = statement.executeQuery()) {
            var outcomes = new ArrayList<Outcome>(messages.size());
            while (rows.next()) {
                outcomes.add(outcome(rows, messages.get(outcomes.size())));
            }
            return outcomes;
        }
    }

    /**
     * What was permitted and yet not stored had its key taken already; without a key, the recipient
     * was deleted after the statement had begun.
     */
    private static Outcome outcome(ResultSet row, Outgoing message) throws SQLException {
        var verdict = Verdict.valueOf(row.getString("verdict"));
        long seq = row.getLong("seq");
        boolean stored = !row.wasNull();
        if (verdict == Verdict.SENT && !stored) {
            verdict = message.key() == null ? Verdict.NO_RECIPIENT : Verdict.REPEATED;
        }
        return new Outcome(verdict, row.getInt("hop"), seq);
    }

    /** The parameters: one array per column, one element per message; then what holds for all. */
    private static final class Columns {
        private final PreparedStatement statement;
        private final List<Outgoing> messages;
        private int index;

        Columns(PreparedStatement statement, List<Outgoing> messages) {
            this.statement = statement;
            this.messages = messages;
        }

        void add(String type, Function<Outgoing, @Nullable Object> value) throws SQLException {
            Connection connection = statement.getConnection();
            Object[] values = messages.stream().map(value).toArray();
            statement.setArray(++index, connection.createArrayOf(type, values));
        }

        void addOne(int value) throws SQLException {
            statement.setInt(++index, value);
        }
    }
}
