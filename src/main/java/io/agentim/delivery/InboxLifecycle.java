package io.agentim.delivery;

import io.agentim.account.AccountCreated;
import io.agentim.account.AccountEvents.AccountDeleted;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Every account has an inbox from the transaction that makes it to the one that deletes it. */
@Component
class InboxLifecycle {
    private final Inbox inbox;

    InboxLifecycle(Inbox inbox) {
        this.inbox = inbox;
    }

    @EventListener
    void on(AccountCreated event) {
        inbox.create(event.accountId());
    }

    @EventListener
    void on(AccountDeleted event) {
        inbox.close(event.accountId());
    }
}
