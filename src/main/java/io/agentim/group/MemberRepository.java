package io.agentim.group;

import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

interface MemberRepository extends Repository<GroupMember, GroupMember.Key> {
    GroupMember save(GroupMember member);

    GroupMember saveAndFlush(GroupMember member);

    void delete(GroupMember member);

    @Modifying(flushAutomatically = true)
    @Query("delete from GroupMember m where m.key.groupId = :group")
    void deleteAll(UUID group);

    Optional<GroupMember> findByKey(GroupMember.Key key);

    /** Makes plain members of them, in one statement however many they are. */
    @Modifying(flushAutomatically = true)
    @Query(
            value =
                    """
                    insert into group_member (group_id, account_id, role, joined_at)
                    select cast(:group as uuid), id, 'member', cast(:now as timestamptz)
                    from account where id in (:accounts)
                    """,
            nativeQuery = true)
    void enlist(UUID group, Collection<Long> accounts, Instant now);

    @Query("select count(m) from GroupMember m where m.key.groupId = :group")
    int count(UUID group);

    @Query("select m.key.accountId from GroupMember m where m.key.groupId = :group")
    List<Long> accountIds(UUID group);

    /** Who takes over: the admin who has been there longest, else the member. */
    @Query(
            """
            select m from GroupMember m where m.key.groupId = :group and m.role <> 'owner'
            order by case m.role when 'admin' then 0 else 1 end, m.joinedAt, m.key.accountId limit 1
            """)
    Optional<GroupMember> findHeir(UUID group);

    /** A member with the name that people see. */
    interface Listed {
        long getAccountId();

        String getDisplayName();

        @Nullable String getAvatarUrl();

        String getRole();

        boolean getMuted();

        @Nullable Instant getMutedUntil();

        Instant getJoinedAt();
    }

    @Query(
            value =
                    """
                    select m.account_id, a.display_name, a.avatar_url, m.role, m.joined_at,
                           m.muted and (m.muted_until is null or m.muted_until > now()) as muted,
                           case when m.muted and m.muted_until > now() then m.muted_until end as muted_until
                    from group_member m join account a on a.id = m.account_id
                    where m.group_id = :group
                    order by case m.role when 'owner' then 0 when 'admin' then 1 else 2 end, m.joined_at, m.account_id
                    """,
            nativeQuery = true)
    List<Listed> list(UUID group);

    /** One of an account's groups. */
    interface ListedGroup {
        UUID getId();

        String getName();

        int getMemberCount();

        @Nullable Instant getLastMessageAt();
    }

    @Query(
            value =
                    """
                    select g.id, g.name, newest.created_at as last_message_at,
                           (select count(*) from group_member o where o.group_id = g.id) as member_count
                    from group_member m join chat_group g on g.id = m.group_id
                    left join lateral (
                        select s.created_at from message s
                        where s.thread_id = g.id and s.created_at >= m.joined_at
                        order by s.id desc limit 1) newest on true
                    where m.account_id = :account
                    order by coalesce(newest.created_at, m.joined_at) desc, g.id
                    """,
            nativeQuery = true)
    List<ListedGroup> groupsOf(long account);

    /**
     * Until the commit none of those who exist is deleted, nor blocks another of them. Accounts are
     * locked before groups, in ascending order, as everywhere.
     */
    @Query(
            value =
                    """
                    select id from account
                    where deleted_at is null and (id in (:ids) or handle in (:handles))
                    order by id for share
                    """,
            nativeQuery = true)
    List<Long> hold(Collection<Long> ids, Collection<String> handles);

    /**
     * Those of these accounts that exist, by id or by handle, and whether each has blocked the one
     * who asks.
     */
    interface Candidate {
        long getId();

        @Nullable String getHandle();

        boolean getBlocks();
    }

    @Query(
            value =
                    """
                    select a.id, a.handle, b.blocker_id is not null as blocks
                    from account a left join block b on b.blocker_id = a.id and b.blocked_id = :caller
                    where a.deleted_at is null and (a.id in (:ids) or a.handle in (:handles))
                    """,
            nativeQuery = true)
    List<Candidate> findCandidates(long caller, Collection<Long> ids, Collection<String> handles);
}
