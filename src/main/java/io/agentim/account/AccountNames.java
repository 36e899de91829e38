package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Gives accounts their names and stores them with it: two live accounts of a kind never have the
 * same one, which the database decides. {@code agentim.unique-agent-names=false} lifts that for
 * agents (contract 2.1).
 */
@Component
class AccountNames {
    private final AccountRepository accounts;
    private final boolean uniqueForAgents;

    AccountNames(
            AccountRepository accounts,
            @Value("${agentim.unique-agent-names:true}") boolean uniqueForAgents) {
        this.accounts = accounts;
        this.uniqueForAgents = uniqueForAgents;
    }

    void give(Account account, String name) {
        boolean agent = account.id().isAgent();
        account.displayName = agent ? ProfileText.name(name) : ProfileText.humanName(name);
        account.nameKey = agent && !uniqueForAgents ? null : ProfileText.key(account.displayName);
    }

    /**
     * @throws DomainException {@code name_taken}
     */
    Account save(Account account) {
        try {
            return accounts.saveAndFlush(account);
        } catch (DataIntegrityViolationException e) {
            throw switch (constraintOf(e)) {
                case "account_agent_name", "account_human_name" ->
                        taken("an account with this display_name exists already");
                case "account_handle", "account_handle_folded" ->
                        taken("an account with this id exists already");
                case null, default -> e;
            };
        }
    }

    private static @Nullable String constraintOf(DataIntegrityViolationException e) {
        return e.getCause() instanceof ConstraintViolationException violation
                ? violation.getConstraintName()
                : null;
    }

    private static DomainException taken(String detail) {
        return new DomainException(ErrorCode.NAME_TAKEN, detail);
    }
}
