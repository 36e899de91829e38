package io.agentim.group;

import io.agentim.account.AccountId;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Groups as places to talk in: what sending a message and reading the history need to know. On the
 * delivery path, so in SQL.
 */
@Component
public class GroupConversations {
    private final JdbcClient jdbc;

    GroupConversations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether there is such a group, whoever is in it. */
    public boolean exists(GroupId id) {
        return jdbc.sql(
                        "select exists (select from chat_group where id = :id and disbanded_at is"
                                + " null)")
                .param("id", id.value())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    /**
     * Holds the group and its members as they are until the commit, against whoever would change
     * them; other senders may do the same at the same time.
     *
     * @return the group's name
     * @throws DomainException {@code not_found}; {@code forbidden} for one who is no member; {@code
     *     muted}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public String holdForSending(AccountId sender, GroupId id) {
        // A statement of its own: only the next one's snapshot is sure to see what was committed
        // while this one waited.
        String name =
                jdbc.sql(
                                "select name from chat_group where id = :id and disbanded_at is"
                                        + " null for share")
                        .param("id", id.value())
                        .query((row, _) -> row.getString("name"))
                        .optional()
                        .orElseThrow(GroupId::unknown);
        if (isMuted(sender, id)) {
            throw new DomainException(ErrorCode.MUTED, "you are muted in this group");
        }
        return name;
    }

    private boolean isMuted(AccountId sender, GroupId id) {
        return jdbc.sql(
                        """
                        select muted and (muted_until is null or muted_until > now())
                        from group_member where group_id = :group and account_id = :sender
                        """)
                .param("group", id.value())
                .param("sender", sender.value())
                .query((row, _) -> row.getBoolean(1))
                .optional()
                .orElseThrow(GroupService::notAMember);
    }

    /**
     * @throws DomainException {@code forbidden} for whoever is not its owner or an admin
     */
    public void requireManager(AccountId account, GroupId id) {
        boolean manages =
                jdbc.sql(
                                """
                                select exists (select from group_member
                                               where group_id = :group and account_id = :account
                                                 and role in ('owner', 'admin'))
                                """)
                        .param("group", id.value())
                        .param("account", account.value())
                        .query((row, _) -> row.getBoolean(1))
                        .single();
        if (!manages) {
            throw DomainException.forbidden("only the owner and admins may do this");
        }
    }

    /** Those of the accounts who are members, ascending. */
    public List<AccountId> membersAmong(GroupId id, Collection<AccountId> accounts) {
        return jdbc.sql(
                        """
                        select account_id from group_member
                        where group_id = :group and account_id = any(:accounts) order by account_id
                        """)
                .param("group", id.value())
                .param("accounts", accounts.stream().map(AccountId::value).toArray(Long[]::new))
                .query((row, _) -> new AccountId(row.getLong("account_id")))
                .list();
    }

    /**
     * Since when the account may read the group's messages: the moment it joined.
     *
     * @throws DomainException {@code not_found}; {@code forbidden} for one who is no member, or no
     *     longer
     */
    public Instant requireReadableSince(AccountId reader, GroupId id) {
        if (!exists(id)) {
            throw GroupId.unknown();
        }
        Optional<Instant> joined =
                jdbc.sql(
                                "select joined_at from group_member where group_id = :group and"
                                        + " account_id = :reader")
                        .param("group", id.value())
                        .param("reader", reader.value())
                        .query((row, _) ->
                                row.getObject("joined_at", OffsetDateTime.class).toInstant())
                        .optional();
        return joined.orElseThrow(GroupService::notAMember);
    }
}
