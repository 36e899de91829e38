package io.agentim.moment;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;
import io.agentim.platform.id.TypeId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Moments are found through their reader: what he may not see is not there. */
@Repository
class MomentRepository {
    private static final String SELECT =
            """
            select m.id, m.author_id, a.display_name, a.avatar_url, m.content, m.visibility, m.created_at,
                   (select count(*) from moment_like l where l.moment_id = m.id and l.active) as like_count,
                   (select count(*) from moment_comment c where c.moment_id = m.id) as comment_count,
                   exists (select from moment_like l
                           where l.moment_id = m.id and l.account_id = :reader and l.active) as liked
            from moment m join account a on a.id = m.author_id
            """;

    /** A block in either direction hides what is for friends; the friendship itself stays. */
    private static final String VISIBLE =
            """
            (m.author_id = :reader or m.visibility = 'public' or m.visibility = 'friends'
                and exists (select from friendship f
                            where f.low_id = least(m.author_id, :reader) and f.high_id = greatest(m.author_id, :reader))
                and not exists (select from block b
                                where b.blocker_id = m.author_id and b.blocked_id = :reader
                                   or b.blocker_id = :reader and b.blocked_id = m.author_id))
            """;

    private final JdbcClient jdbc;

    MomentRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Until the commit the account is not deleted and nobody blocks it; what is read after this
     * stays true so long. False if it has been deleted before.
     */
    boolean hold(AccountId account) {
        return jdbc.sql("select id from account where id = :id and deleted_at is null for share")
                .param("id", account.value())
                .query((row, _) -> row.getLong("id"))
                .optional()
                .isPresent();
    }

    void insert(UUID id, AccountId author, String content, String visibility, Instant now) {
        jdbc.sql(
                        """
                        insert into moment (id, author_id, content, visibility, created_at)
                        values (:id, :author, :content, :visibility, :now)
                        """)
                .param("id", id)
                .param("author", author.value())
                .param("content", content)
                .param("visibility", visibility)
                .param("now", SqlTime.of(now))
                .update();
    }

    Optional<Moment> find(AccountId reader, UUID id) {
        return jdbc.sql(SELECT + "where m.id = :id and " + VISIBLE)
                .param("id", id)
                .param("reader", reader.value())
                .query(MomentRepository::moment)
                .optional();
    }

    List<Moment> feed(AccountId reader, UUID before, int limit) {
        return jdbc.sql(
                        SELECT
                                + "where m.id < :before and "
                                + VISIBLE
                                + "order by m.id desc limit :limit")
                .param("before", before)
                .param("limit", limit)
                .param("reader", reader.value())
                .query(MomentRepository::moment)
                .list();
    }

    List<Moment> of(AccountId author, AccountId reader, UUID before, int limit) {
        return jdbc.sql(
                        SELECT
                                + "where m.author_id = :author and m.id < :before and "
                                + VISIBLE
                                + "order by m.id desc limit :limit")
                .param("author", author.value())
                .param("before", before)
                .param("limit", limit)
                .param("reader", reader.value())
                .query(MomentRepository::moment)
                .list();
    }

    private static Moment moment(ResultSet row, int number) throws SQLException {
        return new Moment(
                TypeId.format(Moment.PREFIX, row.getObject("id", UUID.class)),
                author(row),
                row.getString("content"),
                row.getString("visibility"),
                row.getInt("like_count"),
                row.getInt("comment_count"),
                row.getBoolean("liked"),
                time(row));
    }

    Optional<AccountId> findAccount(String named) {
        return jdbc.sql(
                        "select id from account where deleted_at is null and (id = :id or handle ="
                                + " :handle)")
                .param("id", AccountId.parse(named).map(AccountId::value).orElse(0L))
                .param("handle", named)
                .query((row, _) -> new AccountId(row.getLong("id")))
                .optional();
    }

    /** A moment that a reader sees, and whether its author has blocked him. */
    record Held(AccountId author, boolean blocked) {}

    /** Until the commit the moment is not deleted. */
    Optional<Held> hold(AccountId reader, UUID id) {
        return jdbc.sql(
                        """
                        select m.author_id,
                               exists (select from block b
                                       where b.blocker_id = m.author_id and b.blocked_id = :reader) as blocked
                        from moment m where m.id = :id and
                        """
                                + VISIBLE
                                + "for key share of m")
                .param("id", id)
                .param("reader", reader.value())
                .query((row, _) ->
                        new Held(
                                new AccountId(row.getLong("author_id")), row.getBoolean("blocked")))
                .optional();
    }

    void delete(UUID id) {
        jdbc.sql("delete from moment where id = :id").param("id", id).update();
    }

    /** Whether this is the account's first like of the moment ever. */
    boolean like(UUID moment, AccountId account) {
        return jdbc.sql(
                        """
                        insert into moment_like (moment_id, account_id, active) values (:moment, :account, true)
                        on conflict (moment_id, account_id) do update set active = true
                        returning xmax = 0 as first
                        """)
                .param("moment", moment)
                .param("account", account.value())
                .query((row, _) -> row.getBoolean("first"))
                .single();
    }

    void unlike(UUID moment, AccountId account) {
        jdbc.sql(
                        "update moment_like set active = false where moment_id = :moment and"
                                + " account_id = :account")
                .param("moment", moment)
                .param("account", account.value())
                .update();
    }

    Moment.Comment comment(UUID id, UUID moment, AccountId author, String body, Instant now) {
        return jdbc.sql(
                        """
                        with written as (
                            insert into moment_comment (id, moment_id, author_id, body, created_at)
                            values (:id, :moment, :author, :body, :now)
                            returning id, author_id, body, created_at
                        )
                        select w.id, w.author_id, a.display_name, a.avatar_url, w.body, w.created_at
                        from written w join account a on a.id = w.author_id
                        """)
                .param("id", id)
                .param("moment", moment)
                .param("author", author.value())
                .param("body", body)
                .param("now", SqlTime.of(now))
                .query(MomentRepository::comment)
                .single();
    }

    /** The oldest ones newer than {@code after}, oldest first. */
    List<Moment.Comment> comments(UUID moment, UUID after, int limit) {
        return jdbc.sql(
                        """
                        select c.id, c.author_id, a.display_name, a.avatar_url, c.body, c.created_at
                        from moment_comment c join account a on a.id = c.author_id
                        where c.moment_id = :moment and c.id > :after order by c.id limit :limit
                        """)
                .param("moment", moment)
                .param("after", after)
                .param("limit", limit)
                .query(MomentRepository::comment)
                .list();
    }

    private static Moment.Comment comment(ResultSet row, int number) throws SQLException {
        String body = row.getString("body");
        String id = TypeId.format(Moment.COMMENT_PREFIX, row.getObject("id", UUID.class));
        return new Moment.Comment(id, body, body, author(row), time(row));
    }

    private static Moment.Author author(ResultSet row) throws SQLException {
        var id = new AccountId(row.getLong("author_id"));
        return new Moment.Author(
                id, row.getString("display_name"), row.getString("avatar_url"), id.kind());
    }

    private static Instant time(ResultSet row) throws SQLException {
        return row.getObject("created_at", OffsetDateTime.class).toInstant();
    }

    /** Its moments with all that others said of them, and what it said of others'. */
    void forget(AccountId account) {
        for (String sql :
                List.of(
                        "delete from moment where author_id = :a",
                        "delete from moment_like where account_id = :a",
                        "delete from moment_comment where author_id = :a")) {
            jdbc.sql(sql).param("a", account.value()).update();
        }
    }
}
