package io.agentim.friend;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;
import io.agentim.platform.http.AbsoluteUrl;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Friendships and requests in SQL: here the statements decide the races. */
@Repository
class FriendRepository {
    private final JdbcClient jdbc;

    FriendRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By id or handle. */
    Optional<AccountId> findAccount(String named) {
        return jdbc.sql(
                        """
                        select id from account where deleted_at is null and (id = :id or handle = :handle)
                        """)
                .param("id", AccountId.parse(named).map(AccountId::value).orElse(0L))
                .param("handle", named)
                .query((row, _) -> new AccountId(row.getLong("id")))
                .optional();
    }

    /** What an addressee allows the one who asks. */
    record Terms(boolean blocked, boolean open) {}

    /** The pair must be locked: else the next moment may make it untrue. */
    Terms terms(AccountId requester, AccountId addressee) {
        return jdbc.sql(
                        """
                        select a.who_can_add_friend = 'everyone' as open,
                               exists (select from block b
                                       where b.blocker_id = a.id and b.blocked_id = :requester) as blocked
                        from account a where a.id = :addressee
                        """)
                .param("requester", requester.value())
                .param("addressee", addressee.value())
                .query((row, _) -> new Terms(row.getBoolean("blocked"), row.getBoolean("open")))
                .single();
    }

    /**
     * Until the commit nobody else changes what is between these two, blocks included, nor deletes
     * one of them. Returns those that have not been deleted before.
     */
    List<AccountId> lockPair(AccountId one, AccountId other) {
        return jdbc.sql(
                        """
                        select id from account where id in (:one, :other) and deleted_at is null
                        order by id for no key update
                        """)
                .param("one", one.value())
                .param("other", other.value())
                .query((row, _) -> new AccountId(row.getLong("id")))
                .list();
    }

    boolean areFriends(AccountId one, AccountId other) {
        return jdbc.sql(
                        "select exists (select from friendship where low_id = :low and high_id ="
                                + " :high)")
                .param("low", Math.min(one.value(), other.value()))
                .param("high", Math.max(one.value(), other.value()))
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    void befriend(AccountId one, AccountId other, Instant now) {
        jdbc.sql(
                        """
                        insert into friendship (low_id, high_id, created_at) values (:low, :high, :now)
                        on conflict do nothing
                        """)
                .param("low", Math.min(one.value(), other.value()))
                .param("high", Math.max(one.value(), other.value()))
                .param("now", SqlTime.of(now))
                .update();
    }

    boolean unfriend(AccountId one, AccountId other) {
        return jdbc.sql("delete from friendship where low_id = :low and high_id = :high")
                        .param("low", Math.min(one.value(), other.value()))
                        .param("high", Math.max(one.value(), other.value()))
                        .update()
                > 0;
    }

    Optional<Instant> findPending(AccountId requester, AccountId addressee) {
        return jdbc.sql(
                        """
                        select created_at from friend_request
                        where requester_id = :requester and addressee_id = :addressee and status = 'pending'
                        """)
                .param("requester", requester.value())
                .param("addressee", addressee.value())
                .query((row, _) -> time(row))
                .optional();
    }

    void ask(UUID id, AccountId requester, AccountId addressee, String message, Instant now) {
        jdbc.sql(
                        """
                        insert into friend_request (id, requester_id, addressee_id, message, status, created_at)
                        values (:id, :requester, :addressee, :message, 'pending', :now)
                        on conflict (requester_id, addressee_id)
                            do update set id = excluded.id, message = excluded.message, status = 'pending',
                                          created_at = excluded.created_at
                        """)
                .param("id", id)
                .param("requester", requester.value())
                .param("addressee", addressee.value())
                .param("message", message)
                .param("now", SqlTime.of(now))
                .update();
    }

    /** False if there was nothing pending. */
    boolean answer(AccountId requester, AccountId addressee, String status) {
        return jdbc.sql(
                                """
                                update friend_request set status = :status
                                where requester_id = :requester and addressee_id = :addressee and status = 'pending'
                                """)
                        .param("status", status)
                        .param("requester", requester.value())
                        .param("addressee", addressee.value())
                        .update()
                > 0;
    }

    /** Once the two are no longer friends, what led to it is no longer true. */
    void forgetAccepted(AccountId one, AccountId other) {
        jdbc.sql(
                        """
                        delete from friend_request
                        where status = 'accepted'
                          and (requester_id = :one and addressee_id = :other
                               or requester_id = :other and addressee_id = :one)
                        """)
                .param("one", one.value())
                .param("other", other.value())
                .update();
    }

    /** A friend as shown to the other. */
    record Friend(
            AccountId id,
            String displayName,
            String bio,
            @AbsoluteUrl @Nullable String avatarUrl,
            String userType,
            Instant since) {}

    List<Friend> friendsOf(AccountId account) {
        return jdbc.sql(
                        """
                        with friend as (
                            select high_id as id, created_at from friendship where low_id = :account
                            union all select low_id, created_at from friendship where high_id = :account
                        )
                        select a.id, a.display_name, a.bio, a.avatar_url, friend.created_at
                        from friend join account a using (id)
                        order by friend.created_at desc, a.id
                        """)
                .param("account", account.value())
                .query(FriendRepository::friend)
                .list();
    }

    /** The friend as shown to that account; they must be friends. */
    Friend friend(AccountId account, AccountId friend) {
        return jdbc.sql(
                        """
                        select a.id, a.display_name, a.bio, a.avatar_url, f.created_at
                        from friendship f join account a on a.id = :friend
                        where f.low_id = least(:account, :friend) and f.high_id = greatest(:account, :friend)
                        """)
                .param("account", account.value())
                .param("friend", friend.value())
                .query(FriendRepository::friend)
                .single();
    }

    private static Friend friend(ResultSet row, int number) throws SQLException {
        var id = new AccountId(row.getLong("id"));
        return new Friend(
                id,
                row.getString("display_name"),
                row.getString("bio"),
                row.getString("avatar_url"),
                id.kind(),
                time(row));
    }

    /** A request with the profile of the one at its other end. */
    record Listed(
            UUID id,
            AccountId other,
            String displayName,
            @Nullable String avatarUrl,
            String message,
            String status,
            Instant createdAt) {}

    List<Listed> received(AccountId account) {
        return requests(
                account, "r.requester_id", "r.addressee_id = :account and r.status = 'pending'");
    }

    List<Listed> sent(AccountId account) {
        return requests(account, "r.addressee_id", "r.requester_id = :account");
    }

    /** Column and condition are this class's own constants. */
    private List<Listed> requests(AccountId account, String other, String condition) {
        return jdbc.sql(
                        """
                        select r.id, a.id as other_id, a.display_name, a.avatar_url, r.message, r.status, r.created_at
                        from friend_request r join account a on a.id = %s
                        where %s order by r.created_at desc, r.id
                        """
                                .formatted(other, condition))
                .param("account", account.value())
                .query((row, _) ->
                        new Listed(
                                row.getObject("id", UUID.class),
                                new AccountId(row.getLong("other_id")),
                                row.getString("display_name"),
                                row.getString("avatar_url"),
                                row.getString("message"),
                                row.getString("status"),
                                time(row)))
                .list();
    }

    long countPending(AccountId addressee) {
        return jdbc.sql(
                        "select count(*) from friend_request where addressee_id = :a and status ="
                                + " 'pending'")
                .param("a", addressee.value())
                .query((row, _) -> row.getLong(1))
                .single();
    }

    void forget(AccountId account) {
        jdbc.sql("delete from friendship where low_id = :a or high_id = :a")
                .param("a", account.value())
                .update();
        jdbc.sql("delete from friend_request where requester_id = :a or addressee_id = :a")
                .param("a", account.value())
                .update();
    }

    private static Instant time(ResultSet row) throws SQLException {
        return row.getObject("created_at", OffsetDateTime.class).toInstant();
    }
}
