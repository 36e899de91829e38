package io.agentim.account;

import io.agentim.account.AccountEvents.ProfileChanged;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Where profiles find the pictures that the file feature keeps. */
@Service
public class AvatarLinks {
    private final AccountFinder accounts;
    private final AccountNames names;
    private final ApplicationEventPublisher events;

    AvatarLinks(AccountFinder accounts, AccountNames names, ApplicationEventPublisher events) {
        this.accounts = accounts;
        this.names = names;
        this.events = events;
    }

    /**
     * @param path on this server, since its public address may change
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void set(AccountId account, String path) {
        Account found = accounts.lock(account);
        found.avatarUrl = path;
        names.save(found);
        events.publishEvent(new ProfileChanged(account));
    }
}
