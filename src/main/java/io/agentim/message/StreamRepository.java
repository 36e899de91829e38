package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.group.GroupId;
import io.agentim.message.OpenStream.State;
import io.agentim.platform.database.SqlTime;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import tools.jackson.core.type.TypeReference;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Messages that are being written, and what was said in them so far. */
@Repository
class StreamRepository {
    private static final String COLUMNS =
            """
            s.id, s.sender_id, s.sender_name, s.credential_id, s.recipient_id, s.group_id, s.thread_id, s.draft,
            s.opening, s.last_seq, s.text_bytes, s.other_bytes, s.tail, s.stop_requested, s.state
            """;

    private static final String SELECT = "select " + COLUMNS + "from message_stream s ";

    private static final TypeReference<List<Part>> PARTS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    StreamRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What one request carried; {@code seq} is the number of its last chunk. */
    record Stored(long seq, List<Part> parts) {}

    /** How far a stream is, without all that does not change. */
    record Progress(UUID id, long lastSeq, State state) {}

    /** A request under an idempotency key that opened this stream. */
    record Earlier(String requestHash, OpenStream stream) {}

    void insert(OpenStream stream) {
        jdbc.sql(
                        """
                        insert into message_stream (id, sender_id, sender_name, credential_id, recipient_id, group_id,
                                                    thread_id, draft, opening, text_bytes, tail)
                        values (:id, :sender, :sender_name, :credential, :recipient, :group, :thread, :draft, :opening,
                                :text_bytes, :tail)
                        """)
                .param("id", stream.id())
                .param("sender", stream.sender().value())
                .param("sender_name", stream.senderName())
                .param("credential", stream.credentialId())
                .param("recipient", stream.recipient() == null ? null : stream.recipient().value())
                .param("group", stream.group() == null ? null : stream.group().value())
                .param("thread", stream.threadId())
                .param("draft", stream.draft())
                .param("opening", stream.opening())
                .param("text_bytes", stream.textBytes())
                .param("tail", stream.tail())
                .update();
    }

    Optional<OpenStream> find(UUID id) {
        return jdbc.sql(SELECT + "where s.id = :id")
                .param("id", id)
                .query(StreamRepository::row)
                .optional();
    }

    /** Holds it against chunks, and against whoever else would end it, until the commit. */
    Optional<OpenStream> lock(UUID id) {
        return jdbc.sql(SELECT + "where s.id = :id for update")
                .param("id", id)
                .query(StreamRepository::row)
                .optional();
    }

    Optional<Earlier> findByKey(AccountId account, String key) {
        return jdbc.sql(
                        "select k.request_hash, "
                                + COLUMNS
                                + """
                                from message_stream s join idempotency_key k on k.result_id = s.id
                                where k.account_id = :account and k.key = :key
                                """)
                .param("account", account.value())
                .param("key", key)
                .query((row, n) -> new Earlier(row.getString("request_hash"), row(row, n)))
                .optional();
    }

    int countOpen(AccountId sender) {
        return jdbc.sql(
                        "select count(*) from message_stream where sender_id = :sender and ended_at"
                                + " is null")
                .param("sender", sender.value())
                .query(Integer.class)
                .single();
    }

    /**
     * Stores the chunks if the stream is still as it was when it was asked what they add. Does not
     * wait for the disk: what is lost if PostgreSQL is killed is some tenths of a second, of which
     * the sender hears with its next chunk.
     *
     * @return whether a stop is requested; empty if nothing was stored
     */
    Optional<Boolean> append(OpenStream stream, StreamAddition added) {
        return jdbc.sql(
                        """
                        with lazily as (
                            select set_config('synchronous_commit', 'off', true)
                        ), moved as (
                            update message_stream
                            set last_seq = :seq, text_bytes = :text_bytes, other_bytes = :other_bytes, tail = :tail,
                                heard_at = now()
                            from lazily
                            where id = :id and ended_at is null and last_seq = :after
                            returning id, stop_requested
                        ), stored as (
                            insert into message_stream_part (stream_id, seq, parts) select id, :seq, :parts from moved
                        )
                        select stop_requested from moved
                        """)
                .param("id", stream.id())
                .param("after", added.after())
                .param("seq", added.seq())
                .param("text_bytes", added.textBytes())
                .param("other_bytes", added.otherBytes())
                .param("tail", added.tail())
                .param("parts", OpenStream.STORED.writeValueAsString(added.parts()))
                .query(Boolean.class)
                .optional();
    }

    /** What was said after that chunk. */
    List<Stored> findAfter(UUID id, long seq) {
        return jdbc.sql(
                        """
                        select seq, parts from message_stream_part
                        where stream_id = :id and seq > :seq order by seq
                        """)
                .param("id", id)
                .param("seq", seq)
                .query((row, _) ->
                        new Stored(
                                row.getLong("seq"),
                                OpenStream.STORED.readValue(row.getString("parts"), PARTS)))
                .list();
    }

    /** The message that it has become, as JSON. */
    Optional<String> findMessage(UUID id) {
        return jdbc.sql("select payload from message where id = :id")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    List<Progress> findProgress(Collection<UUID> ids) {
        return jdbc.sql("select id, last_seq, state from message_stream where id = any(:ids)")
                .param("ids", ids.toArray(UUID[]::new))
                .query((row, _) ->
                        new Progress(
                                row.getObject("id", UUID.class),
                                row.getLong("last_seq"),
                                state(row)))
                .list();
    }

    void requestStop(UUID id) {
        jdbc.sql("update message_stream set stop_requested = true where id = :id")
                .param("id", id)
                .update();
    }

    void end(UUID id, State state) {
        jdbc.sql("update message_stream set state = :state, ended_at = now() where id = :id")
                .param("id", id)
                .param("state", state.wire())
                .update();
    }

    /** Open ones from which nothing has come for so long. */
    List<OpenStream> findSilent(Duration silence, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                where ended_at is null and heard_at < now() - :millis * interval '1 millisecond'
                                limit :limit
                                """)
                .param("millis", silence.toMillis())
                .param("limit", limit)
                .query(StreamRepository::row)
                .list();
    }

    /** Forgets what had ended by then, at most so many; returns how many it were. */
    int purge(Instant before, int limit) {
        return jdbc.sql(
                        """
                        with old as (
                            select id from message_stream where ended_at < :before limit :limit
                        ), parts as (
                            delete from message_stream_part p using old where p.stream_id = old.id
                        )
                        delete from message_stream s using old where s.id = old.id
                        """)
                .param("before", SqlTime.of(before))
                .param("limit", limit)
                .update();
    }

    private static OpenStream row(ResultSet row, int number) throws SQLException {
        return new OpenStream(
                row.getObject("id", UUID.class),
                new AccountId(row.getLong("sender_id")),
                row.getString("sender_name"),
                row.getObject("credential_id", UUID.class),
                recipient(row),
                group(row),
                row.getString("thread_id"),
                row.getString("draft"),
                row.getString("opening"),
                row.getLong("last_seq"),
                row.getInt("text_bytes"),
                row.getInt("other_bytes"),
                row.getString("tail"),
                row.getBoolean("stop_requested"),
                state(row));
    }

    private static @Nullable AccountId recipient(ResultSet row) throws SQLException {
        long id = row.getLong("recipient_id");
        return row.wasNull() ? null : new AccountId(id);
    }

    private static @Nullable GroupId group(ResultSet row) throws SQLException {
        UUID id = row.getObject("group_id", UUID.class);
        return id == null ? null : new GroupId(id);
    }

    private static State state(ResultSet row) throws SQLException {
        return State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
    }
}
