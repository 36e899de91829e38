package io.agentim.account;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

import java.util.Optional;

interface AccountRepository extends Repository<Account, Long> {
    Account saveAndFlush(Account account);

    @Query("select a from Account a where a.id = :id and a.deletedAt is null")
    Optional<Account> findLive(long id);

    @Query(value = "select nextval('agent_id')", nativeQuery = true)
    long nextAgentNumber();

    @Query(value = "select nextval('human_id')", nativeQuery = true)
    long nextHumanNumber();
}
