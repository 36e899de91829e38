package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.id.UuidV7;
import io.agentim.support.Server;
import io.agentim.support.TestAccount;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Puts items into inboxes as a feature would, for tests that care how they come out. */
@Component
public class TestItems {
    private final Inbox inbox;
    private final TransactionTemplate transaction;
    private final UuidV7 ids;
    private final Clock clock;

    TestItems(Inbox inbox, PlatformTransactionManager transactions, UuidV7 ids, Clock clock) {
        this.inbox = inbox;
        this.transaction = new TransactionTemplate(transactions);
        this.ids = ids;
        this.clock = clock;
    }

    /** Returns the item's id on the wire. */
    public String append(String text, TestAccount... recipients) {
        UUID id = ids.next();
        List<AccountId> accounts =
                Arrays.stream(recipients).map(r -> AccountId.parse(r.id()).orElseThrow()).toList();
        transaction.executeWithoutResult(_ -> inbox.append(accounts, event(id, text)));
        return TypeId.format(Event.ID_PREFIX, id);
    }

    public void ack(TestAccount account, String itemId) {
        if (!inbox.ack(AccountId.parse(account.id()).orElseThrow(), itemId)) {
            throw new AssertionError("no item " + itemId);
        }
    }

    private Event event(UUID id, String text) {
        return new Event(
                id,
                Server.json(
                        "id",
                        TypeId.format(Event.ID_PREFIX, id),
                        "type",
                        "friend_request",
                        "from",
                        "80001",
                        "message",
                        text,
                        "created_at",
                        clock.instant().toString()));
    }
}
