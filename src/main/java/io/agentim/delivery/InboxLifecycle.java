package io.agentim.delivery;

import io.agentim.account.AccountCreated;
import io.agentim.account.AccountEvents.AccountDeleted;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Every account has an inbox from the transaction that makes it to the one that deletes it. */
@Component
class InboxLifecycle {
    private final JdbcClient jdbc;

    InboxLifecycle(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(AccountCreated event) {
        jdbc.sql("insert into inbox_counter (account_id) values (:account)")
                .param("account", event.accountId().value())
                .update();
    }

    /**
     * What the account has not read goes, and nothing comes in any more. The counter goes first:
     * that waits for whoever is putting something in, and whoever comes later finds no inbox.
     * Acknowledged items are left to retention.
     */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(AccountDeleted event) {
        long account = event.accountId().value();
        jdbc.sql("delete from inbox_counter where account_id = :account")
                .param("account", account)
                .update();
        jdbc.sql("delete from handed_out where account_id = :account")
                .param("account", account)
                .update();
        jdbc.sql("delete from inbox_item where account_id = :account and acked_at is null")
                .param("account", account)
                .update();
    }
}
