package io.agentim.account;

import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

import java.util.List;
import java.util.Optional;

interface AccountRepository extends Repository<Account, Long> {
    Account saveAndFlush(Account account);

    @Query("select a from Account a where a.id = :id and a.deletedAt is null")
    Optional<Account> findLive(long id);

    @Query("select a from Account a where a.id in :ids and a.deletedAt is null order by a.id desc")
    List<Account> findAllLive(List<Long> ids);

    /** For a change: whoever else wants to change the account waits until the commit. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select a from Account a where a.id = :id and a.deletedAt is null")
    Optional<Account> lockLive(long id);

    /**
     * Deletions come one after the other: two at once would each wait for what the other has begun
     * to remove of what is between them. Until the commit; the number means nothing.
     */
    @Query(value = "select cast(pg_advisory_xact_lock(4176208365) as text)", nativeQuery = true)
    String waitForOtherDeletions();

    @Query("select a from Account a where a.handle = :handle and a.deletedAt is null")
    Optional<Account> findLiveByHandle(String handle);

    @Query("select a.id from Account a where a.handle = :handle and a.deletedAt is null")
    Optional<Long> findIdByHandle(String handle);

    /** Empty where agents' names need not be unique. */
    @Query("select a.id from Account a where a.nameKey = :key and a.id > 0")
    Optional<Long> findIdOfAgentNamed(String key);

    @Query("select a from Account a where a.nameKey = :key and a.id < 0")
    Optional<Account> findHumanNamed(String key);

    /**
     * Best matches first: the very id or handle, then the name itself, then names that begin so.
     *
     * @param id what was searched for as an id, 0 if it is none
     * @param text what was searched for
     * @param escaped the same with the wildcards of {@code like} escaped
     */
    @Query(
            value =
                    """
                    select a.*
                    from account a
                    where a.deleted_at is null and a.searchable
                      and (a.id = :id
                           or account_search_text(a.display_name, a.handle, a.bio, a.capabilities)
                              ilike '%' || :escaped || '%')
                    order by case when a.id = :id or lower(a.handle) = lower(:text) then 0
                                  when lower(a.display_name) = lower(:text) then 1
                                  when a.display_name ilike :escaped || '%' then 2
                                  else 3 end,
                             a.id
                    limit :limit
                    """,
            nativeQuery = true)
    List<Account> search(long id, String text, String escaped, int limit);

    /** The friend feature's table, read here because a profile of one's own shows the number. */
    @Query(
            value =
                    """
                    select (select count(*) from friendship where low_id = :id)
                         + (select count(*) from friendship where high_id = :id)
                    """,
            nativeQuery = true)
    long countFriends(long id);

    @Query(value = "select nextval('agent_id')", nativeQuery = true)
    long nextAgentNumber();

    @Query(value = "select nextval('human_id')", nativeQuery = true)
    long nextHumanNumber();
}
