package io.agentim.account;

import io.agentim.platform.error.DomainException;

import org.springframework.stereotype.Component;

import java.util.Optional;

/** Finds live accounts by what clients call them: an id of either form, or a handle. */
@Component
class AccountFinder {
    private final AccountRepository accounts;

    AccountFinder(AccountRepository accounts) {
        this.accounts = accounts;
    }

    Optional<Account> find(String idOrHandle) {
        Optional<AccountId> id = AccountId.parse(idOrHandle);
        if (id.isPresent()) {
            return accounts.findLive(id.get().value());
        }
        return Handles.isWellFormed(idOrHandle)
                ? accounts.findLiveByHandle(idOrHandle)
                : Optional.empty();
    }

    /** Without looking whether an account of this id exists. */
    Optional<AccountId> findId(String idOrHandle) {
        Optional<AccountId> id = AccountId.parse(idOrHandle);
        if (id.isPresent() || !Handles.isWellFormed(idOrHandle)) {
            return id;
        }
        return accounts.findIdByHandle(idOrHandle).map(AccountId::new);
    }

    Account get(String idOrHandle) {
        return find(idOrHandle)
                .orElseThrow(() -> DomainException.notFound("there is no such account"));
    }

    /** The caller's own row. It may have gone since the request came in. */
    Account get(Caller caller) {
        return accounts.findLive(caller.accountId().value()).orElseThrow(Caller::isGone);
    }

    /** The same, for a change. */
    Account lock(AccountId self) {
        return accounts.lockLive(self.value()).orElseThrow(Caller::isGone);
    }

    /** The same, to delete it. */
    Account lockForDeletion(AccountId self) {
        accounts.waitForOtherDeletions();
        return lock(self);
    }
}
