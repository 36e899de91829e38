package io.agentim.message;

import io.agentim.delivery.WebhookOutbox;
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
 * Stores direct messages: any number of them in one statement, which is one round trip and one
 * commit. The statement judges, at its own moment, whether each may be sent (promise P15), takes
 * the idempotency key, makes the thread, numbers the item under the lock of the recipient's counter
 * and writes message and inbox. Counters are locked in ascending order of accounts, so that no two
 * statements wait for each other.
 */
@Repository
class MessageWriter {
    private static final String SEND =
            """
            with req as (
                select * from unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::uuid[], ?::boolean[], ?::boolean[],
                                     ?::text[], ?::uuid[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                                     ?::boolean[])
                    with ordinality as t(id, sender_id, recipient_id, thread_id, new_thread, default_thread,
                                         thread_name, replies_to, created_ms, expires_ms, payload, key, request_hash,
                                         watched, ord)
            ), dated as (
                select req.*, timestamptz 'epoch' + created_ms * interval '1 millisecond' as created_at from req
            ), judged as (
                select req.*, chain.hop, speaker.turn,
                       least(timestamptz 'epoch' + expires_ms * interval '1 millisecond',
                             req.created_at + recipient.max_backlog_age * interval '1 second') as expires_at,
                       case when sender.id is null then 'SENDER_GONE'
                            when recipient.id is null then 'NO_RECIPIENT'
                            when blocked.blocker_id is not null then 'BLOCKED'
                            when recipient.who_can_message = 'nobody' then 'CLOSED'
                            when recipient.who_can_message = 'friends_only' and f.low_id is null then 'FRIENDS_ONLY'
                            when req.watched and replied.sender_id <> req.sender_id and chain.hop
                                 > loop_budget(?, sender.loop_chain_limit, here.chain_limit) then 'LOOP_CHAIN'
                            when speaker.turn and here.window_start > req.created_at - interval '60 seconds'
                                 and here.turns
                                     >= loop_budget(?, sender.loop_alternation_limit, here.alternation_limit)
                                then 'LOOP_ALTERNATION'
                            else 'SENT' end as verdict,
                       f.low_id is not null and blocked.blocker_id is null and blocking.blocker_id is null as friend
                from dated req
                left join account sender on sender.id = req.sender_id and sender.deleted_at is null
                left join account recipient on recipient.id = req.recipient_id and recipient.deleted_at is null
                left join block blocked
                    on blocked.blocker_id = req.recipient_id and blocked.blocked_id = req.sender_id
                left join block blocking
                    on blocking.blocker_id = req.sender_id and blocking.blocked_id = req.recipient_id
                left join friendship f
                    on f.low_id = least(req.sender_id, req.recipient_id)
                    and f.high_id = greatest(req.sender_id, req.recipient_id)
                left join message replied on replied.id = req.replies_to
                left join loop_guard there on there.thread_id = replied.thread_id
                left join loop_guard here on here.thread_id = req.thread_id
                cross join lateral (
                    select case when req.sender_id < 0 or replied.id is null then 0
                                when replied.created_at <= there.reset_at then 1
                                else replied.hop + 1 end as hop) chain
                cross join lateral (
                    select req.watched and not req.new_thread
                           and here.last_sender is distinct from req.sender_id as turn) speaker
            ), claimed as (
                insert into idempotency_key (account_id, key, request_hash, result_id, created_at)
                select sender_id, key, request_hash, id, created_at from judged
                where verdict = 'SENT' and key is not null
                on conflict do nothing
                returning result_id
            ), sendable as (
                select * from judged
                where verdict = 'SENT' and (key is null or id in (select result_id from claimed))
            ), made as (
                insert into thread (id, low_id, high_id, name, is_default)
                select distinct on (thread_id) thread_id, least(sender_id, recipient_id),
                       greatest(sender_id, recipient_id), thread_name, default_thread
                from sendable where new_thread
            ), counted as (
                select recipient_id, count(*) as n from sendable group by recipient_id
            ), locked as (
                select account_id from inbox_counter where account_id in (select recipient_id from counted)
                order by account_id for update
            ), numbered as (
                update inbox_counter c set seq = c.seq + counted.n
                from counted join locked on locked.account_id = counted.recipient_id
                where c.account_id = counted.recipient_id
                returning c.account_id, c.seq - counted.n as base
            ), placed as (
                select sendable.*, base + row_number() over (partition by recipient_id order by ord) as seq
                from sendable join numbered on account_id = recipient_id
            ), stored as (
                insert into message (id, thread_id, sender_id, recipient_id, reply_to, hop, created_at, payload)
                select id, thread_id, sender_id, recipient_id, replies_to, hop, created_at, payload from placed
            ), delivered as (
                insert into inbox_item (account_id, seq, item_id, friend, mentioned, created_at, expires_at)
                select recipient_id, seq, id, friend, false, created_at, expires_at from placed
                returning account_id, seq, event, mentioned, created_at
            )
            """
                    + LoopGuard.TURNED
                    + WebhookOutbox.ENQUEUED
                    + """
                    select judged.verdict, placed.seq, judged.hop
                    from judged left join placed on placed.ord = judged.ord
                    order by judged.ord
                    """;

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
                jdbc.execute(SEND, (PreparedStatement statement) -> run(statement, messages)));
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
