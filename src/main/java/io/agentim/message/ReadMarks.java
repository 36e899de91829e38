package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.delivery.Connections;
import io.agentim.delivery.Inbox;
import io.agentim.message.ThreadHistory.Place;
import io.agentim.platform.database.SqlTime;
import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * How far somebody has read a conversation. There is no mark besides the acknowledgements: what he
 * has read is acknowledged, what is not acknowledged is unread, on every device, and so is never
 * purged before it was read (promise P16).
 */
@Component
class ReadMarks {
    private static final int MAX_UNREAD_AGAIN = 1000;

    private final JdbcClient jdbc;
    private final Inbox inbox;
    private final Connections connections;
    private final JsonMapper json;

    ReadMarks(JdbcClient jdbc, Inbox inbox, Connections connections, JsonMapper json) {
        this.jdbc = jdbc;
        this.inbox = inbox;
        this.connections = connections;
        this.json = json;
    }

    /**
     * @param acked the numbers of what was acknowledged just now
     */
    record Mark(UUID upTo, long unread, List<Long> acked) {}

    /**
     * @param upTo what came last before the message from which on all is unread, if there is any
     * @param changed whether something had been read
     */
    record UnreadMark(@Nullable UUID upTo, long unread, boolean changed) {}

    /**
     * Acknowledges the reader's copies of this thread's messages up to that one.
     *
     * @param upTo a message's id; null for the newest
     */
    @Transactional
    Mark read(Place place, @Nullable String upTo) {
        UUID last = upTo == null ? newestIn(place) : idOf("up_to", upTo);
        List<Long> acked = ack(place, last);
        return new Mark(last, countUnread(place), acked);
    }

    /**
     * Moves the mark back before that message: what the reader received in this thread from it on
     * waits for its acknowledgement again, though no more than the newest thousand. The one way in
     * which something acknowledged comes back, and only its own recipient can ask for it (promise
     * P9).
     */
    @Transactional
    UnreadMark unread(Place place, String from) {
        UUID first = idOf("unread_from", from);
        int changed = unack(place, first);
        return new UnreadMark(
                newestBefore(place, first).orElse(null), countUnread(place), changed > 0);
    }

    private int unack(Place place, UUID from) {
        return jdbc.sql(
                        """
                        update inbox_item i set acked_at = null
                        from (select id from message where thread_id = :thread and id >= :from
                              order by id desc limit :limit) m
                        where i.item_id = m.id and i.account_id = :reader and i.acked_at is not null
                          and (i.expires_at is null or i.expires_at > now())
                        """)
                .param("thread", place.thread())
                .param("from", from)
                .param("limit", MAX_UNREAD_AGAIN)
                .param("reader", place.reader().value())
                .update();
    }

    private Optional<UUID> newestBefore(Place place, UUID first) {
        return jdbc.sql(
                        """
                        select id from message
                        where thread_id = :thread and id < :first and created_at >= :since
                        order by id desc limit 1
                        """)
                .param("thread", place.thread())
                .param("first", first)
                .param("since", SqlTime.of(place.since()))
                .query((row, _) -> row.getObject("id", UUID.class))
                .optional();
    }

    private static UUID idOf(String field, String message) {
        return MessageId.parse(message)
                .orElseThrow(() ->
                        DomainException.invalid(field, field + " must be the id of a message"));
    }

    private UUID newestIn(Place place) {
        return jdbc.sql(
                        """
                        select id from message where thread_id = :thread
                        order by id desc limit 1
                        """)
                .param("thread", place.thread())
                .query((row, _) -> row.getObject("id", UUID.class))
                .optional()
                .orElseThrow(() -> DomainException.notFound("nothing was said here yet"));
    }

    private List<Long> ack(Place place, UUID upTo) {
        return jdbc.sql(
                        """
                        update inbox_item i set acked_at = now()
                        from message m
                        where m.id = i.item_id and m.thread_id = :thread and m.id <= :upTo
                          and i.account_id = :reader and i.acked_at is null
                        returning i.seq
                        """)
                .param("thread", place.thread())
                .param("upTo", upTo)
                .param("reader", place.reader().value())
                .query((row, _) -> row.getLong("seq"))
                .list();
    }

    private long countUnread(Place place) {
        return jdbc.sql(
                        """
                        select count(*) from inbox_item i join message m on m.id = i.item_id
                        where i.account_id = :reader and i.acked_at is null and m.thread_id = :thread
                          and (i.expires_at is null or i.expires_at > now())
                        """)
                .param("reader", place.reader().value())
                .param("thread", place.thread())
                .query((row, _) -> row.getLong(1))
                .single();
    }

    /** To be called after the commit. */
    void announce(AccountId reader, Mark mark, Object answer) {
        mark.acked().forEach(seq -> inbox.announceAck(reader, seq));
        if (!mark.acked().isEmpty()) {
            tell(reader, answer);
        }
    }

    /** To be called after the commit. */
    void announce(AccountId reader, UnreadMark mark, Object answer) {
        if (mark.changed()) {
            inbox.announce(Set.of(reader));
            tell(reader, answer);
        }
    }

    private void tell(AccountId reader, Object answer) {
        connections.signal(reader, json.writeValueAsString(Map.of("type", "read", "data", answer)));
    }
}
