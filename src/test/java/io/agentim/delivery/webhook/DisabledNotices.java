package io.agentim.delivery.webhook;

import io.agentim.delivery.WebhookDisabled;
import io.agentim.support.TestAccount;

import org.springframework.transaction.event.TransactionalEventListener;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hears what the notification of owners hears. */
class DisabledNotices {
    private final List<WebhookDisabled> all = new CopyOnWriteArrayList<>();

    @TransactionalEventListener
    void on(WebhookDisabled event) {
        all.add(event);
    }

    List<WebhookDisabled> of(TestAccount account) {
        return all.stream().filter(e -> e.accountId().toString().equals(account.id())).toList();
    }
}
