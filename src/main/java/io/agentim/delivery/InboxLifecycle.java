package io.agentim.delivery;

import io.agentim.account.AccountCreated;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Every account has an inbox from the transaction on that makes it. */
@Component
class InboxCreation {
    private final Inbox inbox;

    InboxCreation(Inbox inbox) {
        this.inbox = inbox;
    }

    @EventListener
    void on(AccountCreated event) {
        inbox.create(event.accountId());
    }
}
