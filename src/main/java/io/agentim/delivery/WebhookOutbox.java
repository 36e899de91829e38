package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.time.Clock;
import java.util.Set;

/**
 * What is to be delivered by webhook, written in the transaction of what happened (promise P20). An
 * account without a webhook costs a look into an index.
 */
@Service
public class WebhookOutbox {
    /**
     * Part of every statement that fills inboxes, after a CTE {@code delivered} that returns the
     * new rows' {@code account_id, seq, event, mentioned, created_at}. A mention is {@code
     * group.mention} to a webhook that asks for it, else {@code message.created} (contract 5.2).
     */
    public static final String ENQUEUED =
            """
            , enqueued as (
                insert into webhook_delivery (id, account_id, event, seq, created_at, due_at)
                select webhook_event_id(named.created_at), named.account_id, named.name, named.seq,
                       named.created_at, named.created_at
                from (
                    select delivered.*, webhook.events as wanted,
                           case when delivered.event is not null
                                    then replace(delivered.event::jsonb ->> 'type', '_', '.')
                                when delivered.mentioned and webhook.events && array['*', 'group.mention']
                                    then 'group.mention'
                                else 'message.created' end as name
                    from delivered
                    join webhook on webhook.account_id = delivered.account_id and webhook.disabled_at is null
                ) named
                where named.wanted && array['*', named.name]
                returning account_id
            )
            """;

    private final JdbcClient jdbc;
    private final Inbox inbox;
    private final Clock clock;

    WebhookOutbox(JdbcClient jdbc, Inbox inbox, Clock clock) {
        this.jdbc = jdbc;
        this.inbox = inbox;
        this.clock = clock;
    }

    /**
     * An event that is no inbox item, such as {@code friend.accepted}, if the account's webhook
     * asks for it.
     *
     * @param data the body's {@code data}, a JSON object
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(AccountId account, String event, String data) {
        int written =
                jdbc.sql(
                                """
                                insert into webhook_delivery (id, account_id, event, data, created_at, due_at)
                                select webhook_event_id(:now), account_id, :event::text, :data, :now, :now
                                from webhook
                                where account_id = :account and disabled_at is null
                                  and events && array['*', :event::text]
                                """)
                        .param("account", account.value())
                        .param("event", event)
                        .param("data", data)
                        .param("now", SqlTime.of(clock.instant()))
                        .update();
        if (written > 0) {
            announceAfterCommit(account);
        }
    }

    private void announceAfterCommit(AccountId account) {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        inbox.announce(Set.of(account));
                    }
                });
    }
}
