package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.message.ThreadHistory.Place;
import io.agentim.platform.database.SqlTime;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import tools.jackson.databind.JsonNode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Finds messages that somebody may read: those of his own pairs, and of his groups since he joined.
 * Whose they are is part of what the index is asked, so a search costs what there is of the
 * caller's, however much others have written.
 */
@Repository
class MessageSearch {
    private final JdbcClient jdbc;
    private final Payloads payloads;

    MessageSearch(JdbcClient jdbc, Payloads payloads) {
        this.jdbc = jdbc;
        this.payloads = payloads;
    }

    /**
     * @param words empty for any
     * @param place null for wherever
     * @param label one of {@link SearchLabels}, or null
     */
    record Wanted(
            String words,
            @Nullable AccountId author,
            @Nullable Place place,
            @Nullable String label,
            SearchSpan span) {
        boolean isEverything() {
            return author == null
                    && place == null
                    && label == null
                    && span.isEver()
                    && SearchWords.query(words).isEmpty();
        }
    }

    /** A message that was found, with the part of it that shows why. */
    record Hit(
            String messageId,
            String threadId,
            String scene,
            String from,
            String fromName,
            String to,
            @Nullable String groupId,
            @Nullable String groupName,
            String format,
            String snippet,
            String createdAt) {}

    /** The newest first. */
    List<Hit> find(AccountId reader, Wanted wanted, int limit) {
        Instant since = wanted.place() == null ? Instant.EPOCH : wanted.place().since();
        // All that match are found first: the planner would rather go back through everybody's
        // messages until it has as many as are wanted.
        return jdbc.sql(
                        """
                        with found as materialized (
                            select message_id from message_search s
                            where words @@ cast(:query as tsquery)
                              and message_id >= :from and message_id < :to and created_at >= :since
                              and (not in_group
                                   or exists (select from group_member gm
                                              where gm.group_id = s.thread_id and gm.account_id = :reader
                                                and gm.joined_at <= s.created_at))
                        ), page as (
                            select message_id from found order by message_id desc limit :limit
                        )
                        select m.id, m.payload from page join message m on m.id = page.message_id
                        where m.deleted_at is null
                        order by m.id desc
                        """)
                .param("query", query(reader, wanted))
                .param("from", wanted.span().from())
                .param("to", wanted.span().to())
                .param("since", SqlTime.of(since))
                .param("reader", reader.value())
                .param("limit", limit)
                .query((row, _) -> hit(row, wanted))
                .list();
    }

    private String query(AccountId reader, Wanted wanted) {
        var parts = new ArrayList<String>();
        parts.add(scope(reader, wanted.place()));
        if (wanted.author() != null) {
            parts.add(SearchWords.quoted(SearchLabels.sender(wanted.author().value())));
        }
        if (wanted.label() != null) {
            parts.add(SearchWords.quoted(wanted.label()));
        }
        SearchWords.query(wanted.words()).ifPresent(parts::add);
        return String.join(" & ", parts);
    }

    private String scope(AccountId reader, @Nullable Place place) {
        if (place != null) {
            return SearchWords.quoted(SearchLabels.thread(place.thread()));
        }
        var places = new ArrayList<String>();
        places.add(SearchWords.quoted(SearchLabels.party(reader.value())));
        groupsOf(reader)
                .forEach(group -> places.add(SearchWords.quoted(SearchLabels.thread(group))));
        return "(" + String.join(" | ", places) + ")";
    }

    private List<UUID> groupsOf(AccountId reader) {
        return jdbc.sql("select group_id from group_member where account_id = :reader")
                .param("reader", reader.value())
                .query((row, _) -> row.getObject("group_id", UUID.class))
                .list();
    }

    private Hit hit(ResultSet row, Wanted wanted) throws SQLException {
        JsonNode message = payloads.read(row.getString("payload"));
        return new Hit(
                MessageId.format(row.getObject("id", UUID.class)),
                text(message, "thread_id"),
                text(message, "scene"),
                text(message, "from"),
                text(message, "from_name"),
                text(message, "to"),
                message.path("group_id").asString(null),
                message.path("group_name").asString(null),
                message.at("/content/format").asString(""),
                Snippet.of(message.at("/content/body").asString(""), wanted.words()),
                text(message, "created_at"));
    }

    private static String text(JsonNode message, String field) {
        return message.path(field).asString("");
    }
}
