package io.agentim.message;

import io.agentim.file.FileReferences;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import tools.jackson.databind.JsonNode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What can be searched for, written behind the messages. */
@Repository
class SearchIndexRepository {
    private static final String SELECT =
            "select m.id, m.thread_id, m.sender_id, m.recipient_id, m.payload from message m ";

    private final JdbcClient jdbc;
    private final Payloads payloads;

    SearchIndexRepository(JdbcClient jdbc, Payloads payloads) {
        this.jdbc = jdbc;
        this.payloads = payloads;
    }

    /**
     * @param fresh up to which message all was looked at
     * @param settled up to which one nothing can appear any more
     */
    record Progress(UUID fresh, UUID settled) {}

    /**
     * A message as it is now.
     *
     * @param recipient null in a group
     */
    record Document(
            UUID id, UUID thread, long sender, @Nullable Long recipient, JsonNode payload) {}

    /**
     * @param last of all that were looked at, whether they are in the index or not
     */
    record Span(List<Document> missing, int size, UUID last) {}

    /** Holds the work until the commit; empty while another server is at it. */
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<Progress> lock() {
        return jdbc.sql("select fresh, settled from message_search_progress for update skip locked")
                .query((row, _) ->
                        new Progress(
                                row.getObject("fresh", UUID.class),
                                row.getObject("settled", UUID.class)))
                .optional();
    }

    void move(Progress progress) {
        jdbc.sql("update message_search_progress set fresh = :fresh, settled = :settled")
                .param("fresh", progress.fresh())
                .param("settled", progress.settled())
                .update();
    }

    List<Document> page(UUID after, UUID before, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                where m.id > :after and m.id < :before
                                order by m.id limit :limit
                                """)
                .param("after", after)
                .param("before", before)
                .param("limit", limit)
                .query(this::document)
                .list();
    }

    /** Those of the next messages that are not in the index. */
    Span missing(UUID after, UUID upTo, int limit) {
        List<UUID> span =
                jdbc.sql(
                                """
                                select id from message where id > :after and id <= :upTo
                                order by id limit :limit
                                """)
                        .param("after", after)
                        .param("upTo", upTo)
                        .param("limit", limit)
                        .query((row, _) -> row.getObject("id", UUID.class))
                        .list();
        if (span.isEmpty()) {
            return new Span(List.of(), 0, after);
        }
        List<Document> missing =
                jdbc.sql(
                                SELECT
                                        + """
                                        where m.id > :after and m.id <= :last and m.deleted_at is null
                                          and not exists (select from message_search s where s.message_id = m.id)
                                        """)
                        .param("after", after)
                        .param("last", span.getLast())
                        .query(this::document)
                        .list();
        return new Span(missing, span.size(), span.getLast());
    }

    /** Takes some of those that have changed. */
    List<UUID> takeChanged(int limit) {
        return jdbc.sql(
                        """
                        delete from message_search_again a
                        using (select message_id from message_search_again limit :limit) taken
                        where a.message_id = taken.message_id returning a.message_id
                        """)
                .param("limit", limit)
                .query((row, _) -> row.getObject("message_id", UUID.class))
                .list();
    }

    List<Document> find(List<UUID> ids) {
        return jdbc.sql(SELECT + "where m.id = any(:ids)")
                .param("ids", ids.toArray(UUID[]::new))
                .query(this::document)
                .list();
    }

    void remove(List<UUID> ids) {
        jdbc.sql("delete from message_search where message_id = any(:ids)")
                .param("ids", ids.toArray(UUID[]::new))
                .update();
    }

    /** Those that are in it already stay as they are; what was taken back has no place in it. */
    void add(List<Document> documents) {
        if (documents.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        insert into message_search (message_id, thread_id, created_at, in_group, words)
                        select m.id, m.thread_id, m.created_at, m.recipient_id is null, d.words::tsvector
                        from unnest(:ids::uuid[], :words::text[]) as d(id, words) join message m on m.id = d.id
                        where m.deleted_at is null
                        on conflict do nothing
                        """)
                .param("ids", documents.stream().map(Document::id).toArray(UUID[]::new))
                .param("words", documents.stream().map(this::words).toArray(String[]::new))
                .update();
    }

    /**
     * Part of editing a message or taking it back. The row is locked in any case: whoever takes it
     * meanwhile waits, and reads what the message says then.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void changed(UUID message) {
        jdbc.sql(
                        """
                        insert into message_search_again (message_id) values (:id)
                        on conflict (message_id) do update set message_id = excluded.message_id
                        """)
                .param("id", message)
                .update();
    }

    private String words(Document document) {
        String body = document.payload().at("/content/body").asString("");
        var labels = new ArrayList<String>();
        labels.add(SearchLabels.thread(document.thread()));
        labels.add(SearchLabels.sender(document.sender()));
        if (document.recipient() != null) {
            labels.add(SearchLabels.party(document.sender()));
            labels.add(SearchLabels.party(document.recipient()));
        }
        if (body.contains("http://") || body.contains("https://")) {
            labels.add(SearchLabels.LINK);
        }
        if (!FileReferences.in(body).isEmpty()
                || !FileReferences.in(document.payload().path("meta").toString()).isEmpty()) {
            labels.add(SearchLabels.FILE);
        }
        return SearchWords.document(body, labels);
    }

    private Document document(ResultSet row, int number) throws SQLException {
        return new Document(
                row.getObject("id", UUID.class),
                row.getObject("thread_id", UUID.class),
                row.getLong("sender_id"),
                row.getObject("recipient_id", Long.class),
                payloads.read(row.getString("payload")));
    }
}
