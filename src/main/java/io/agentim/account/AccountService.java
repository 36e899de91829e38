package io.agentim.account;

import io.agentim.account.AccountEvents.AccountDeleted;
import io.agentim.account.AccountEvents.ProfileChanged;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;

/** What an account does to itself. */
@Service
class AccountService {
    private static final Logger log = LoggerFactory.getLogger(AccountService.class);

    private final AccountFinder accounts;
    private final AccountNames names;
    private final SecretScanner scanner;
    private final CredentialService credentials;
    private final BlockRepository blocks;
    private final OwnershipRepository ownership;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    AccountService(
            AccountFinder accounts,
            AccountNames names,
            SecretScanner scanner,
            CredentialService credentials,
            BlockRepository blocks,
            OwnershipRepository ownership,
            ApplicationEventPublisher events,
            Clock clock) {
        this.accounts = accounts;
        this.names = names;
        this.scanner = scanner;
        this.credentials = credentials;
        this.blocks = blocks;
        this.ownership = ownership;
        this.events = events;
        this.clock = clock;
    }

    @Transactional
    Account change(AccountId self, ProfileChange change) {
        Account account = accounts.lock(self);
        change.applyTo(account, names, scanner);
        events.publishEvent(new ProfileChanged(self));
        return names.save(account);
    }

    /**
     * @param newPasswordHash made before the transaction, since it takes a while
     */
    @Transactional
    Account changeWithPassword(Caller self, ProfileChange change, String newPasswordHash) {
        Account account = change(self.accountId(), change);
        account.passwordHash = newPasswordHash;
        credentials.revokeAllBut(self.accountId(), self.credentialId());
        log.atInfo().addKeyValue("account_id", self.accountId()).log("Password changed");
        return names.save(account);
    }

    @Transactional
    Settings changeSettings(AccountId self, Settings change) {
        Account account = accounts.lock(self);
        change.applyTo(account);
        events.publishEvent(new ProfileChanged(self));
        return Settings.of(names.save(account));
    }

    /**
     * The account is gone for everybody at once. Its row stays, without anything that says who it
     * was, because old messages name it as their sender.
     */
    @Transactional
    void delete(AccountId self) {
        Account account = accounts.lockForDeletion(self);
        events.publishEvent(new AccountDeleted(self));
        blocks.deleteAllOf(self);
        ownership.deleteAllOf(self);
        credentials.revokeAll(self);
        account.erase(clock.instant());
        names.save(account);
        log.atInfo().addKeyValue("account_id", self).log("Account deleted");
    }
}
