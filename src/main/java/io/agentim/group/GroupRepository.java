package io.agentim.group;

import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

interface GroupRepository extends Repository<ChatGroup, UUID> {
    ChatGroup save(ChatGroup group);

    @Query("select g from ChatGroup g where g.id = :id and g.disbandedAt is null")
    Optional<ChatGroup> findLive(UUID id);

    /**
     * Whoever changes a group or its members holds this until the commit, so that changes come one
     * after the other.
     */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select g from ChatGroup g where g.id = :id and g.disbandedAt is null")
    Optional<ChatGroup> lock(UUID id);

    /**
     * The groups of an account that is about to go, in the one order in which they may be locked.
     */
    @Query(
            "select m.key.groupId from GroupMember m where m.key.accountId = :account order by"
                    + " m.key.groupId")
    List<UUID> idsOfMember(long account);
}
