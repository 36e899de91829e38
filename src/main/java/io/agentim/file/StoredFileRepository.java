package io.agentim.file;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Repository
class StoredFileRepository {
    private final JdbcClient jdbc;

    StoredFileRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Until the commit nobody else adds a file of this account. False if it has been deleted. */
    boolean lockOwner(AccountId owner) {
        return jdbc.sql(
                        """
                        select id from account where id = :owner and deleted_at is null
                        for no key update
                        """)
                .param("owner", owner.value())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /** False when the account would have more files, or more bytes in them, than it may. */
    boolean insert(StoredFile file, AccountId owner, Instant checkAt, int maxFiles, long maxBytes) {
        return jdbc.sql(
                                """
                                insert into stored_file (id, owner_id, name, content_type, size, created_at, check_at)
                                select :id, :owner, :name, :type, :size, :now, :check_at
                                from (select count(*) as files, coalesce(sum(size), 0) as bytes
                                      from stored_file where owner_id = :owner) used
                                where used.files < :max_files and used.bytes + :size <= :max_bytes
                                """)
                        .param("id", file.id())
                        .param("owner", owner.value())
                        .param("name", file.name())
                        .param("type", file.contentType())
                        .param("size", file.size())
                        .param("now", SqlTime.of(file.createdAt()))
                        .param("check_at", SqlTime.of(checkAt))
                        .param("max_files", maxFiles)
                        .param("max_bytes", maxBytes)
                        .update()
                == 1;
    }

    Optional<StoredFile> find(UUID id) {
        return jdbc.sql(
                        """
                        select id, name, content_type, size, created_at from stored_file where id = :id
                        """)
                .param("id", id)
                .query(StoredFileRepository::file)
                .optional();
    }

    /** The oldest first. */
    List<StoredFile> of(AccountId owner) {
        return jdbc.sql(
                        """
                        select id, name, content_type, size, created_at from stored_file
                        where owner_id = :owner order by created_at, id
                        """)
                .param("owner", owner.value())
                .query(StoredFileRepository::file)
                .list();
    }

    private static StoredFile file(ResultSet row, int number) throws SQLException {
        return new StoredFile(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("content_type"),
                row.getLong("size"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /** Whether the file has a row, which then stays until the commit. */
    boolean hold(UUID id) {
        return jdbc.sql("select id from stored_file where id = :id for key share")
                .param("id", id)
                .query(UUID.class)
                .optional()
                .isPresent();
    }

    /** Until the commit nobody can refer anew to the files that this returns. */
    List<UUID> lockDue(Instant now, int limit) {
        return jdbc.sql(
                        """
                        select id from stored_file where check_at <= :now
                        order by check_at limit :limit for update skip locked
                        """)
                .param("now", SqlTime.of(now))
                .param("limit", limit)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    /**
     * A reference counts while its referrer exists. These are other features' tables: whatever
     * deletes there, retention or its author, need not know of files.
     */
    void forgetDeadReferences(Collection<UUID> files) {
        jdbc.sql(
                        """
                        delete from file_reference r
                        where r.file_id = any(:files)
                          and not exists (select from message where id = r.referrer_id)
                          and not exists (select from moment where id = r.referrer_id)
                          and not exists (select from moment_comment where id = r.referrer_id)
                        """)
                .param("files", files.toArray(UUID[]::new))
                .update();
    }

    /** Those that nothing refers to, not even an avatar. */
    List<UUID> deleteUnreferenced(Collection<UUID> files) {
        return jdbc.sql(
                        """
                        delete from stored_file f
                        using unnest(:files, :names) as due(id, name)
                        where f.id = due.id
                          and not exists (select from file_reference r where r.file_id = f.id)
                          and not exists (select from account a where a.avatar_url like '%/v1/files/file\\_%'
                                                                and strpos(a.avatar_url, due.name) > 0)
                          and not exists (select from chat_group g where g.avatar_url like '%/v1/files/file\\_%'
                                                                   and strpos(g.avatar_url, due.name) > 0)
                        returning f.id
                        """)
                .param("files", files.toArray(UUID[]::new))
                .param("names", files.stream().map(StoredFile::wireId).toArray(String[]::new))
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    void checkAgain(Collection<UUID> files, Instant at) {
        jdbc.sql("update stored_file set check_at = :at where id = any(:files)")
                .param("at", SqlTime.of(at))
                .param("files", files.toArray(UUID[]::new))
                .update();
    }
}
