package io.agentim.file;

import io.agentim.account.AccountId;
import io.agentim.file.AvatarPainter.Picture;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.util.Optional;

/** Small pictures, one an account: they lie in the database, and change with the account's row. */
@Repository
class AvatarRepository {
    /** The account shows it, whatever the server's address was when that was written. */
    private static final String SHOWN =
            """
            exists (select from account a
                    where a.id = avatar.account_id
                      and a.avatar_url like '%/avatars/' || (case when a.id < 0 then 'P' else '' end)
                                            || abs(a.id) || '.' || avatar.extension)
            """;

    private final JdbcClient jdbc;

    AvatarRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void save(AccountId account, Picture picture) {
        jdbc.sql(
                        """
                        insert into avatar (account_id, extension, image) values (:account, :extension, :image)
                        on conflict (account_id) do update
                            set extension = excluded.extension, image = excluded.image
                        """)
                .param("account", account.value())
                .param("extension", picture.extension())
                .param("image", picture.bytes())
                .update();
    }

    Optional<byte[]> findShown(AccountId account, String extension) {
        return jdbc.sql(
                        "select image from avatar where account_id = :account and extension ="
                                + " :extension and "
                                + SHOWN)
                .param("account", account.value())
                .param("extension", extension)
                .query((row, _) -> row.getBytes("image"))
                .optional();
    }

    int deleteUnused(int limit) {
        return jdbc.sql(
                        """
                        delete from avatar where account_id in (
                            select account_id from avatar where not
                        """
                                + SHOWN
                                + "limit :limit)")
                .param("limit", limit)
                .update();
    }

    void delete(AccountId account) {
        jdbc.sql("delete from avatar where account_id = :account")
                .param("account", account.value())
                .update();
    }
}
