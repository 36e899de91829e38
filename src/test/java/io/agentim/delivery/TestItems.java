package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.id.UuidV7;
import io.agentim.support.Server;
import io.agentim.support.TestAccount;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Puts items into inboxes as a feature would, for tests that care how they come out. */
@Component
public class TestItems {
    private final Inbox inbox;
    private final TransactionTemplate transaction;
    private final UuidV7 ids;
    private final Clock clock;
    private final CatchUps catchUps;
    private final JdbcClient jdbc;

    TestItems(
            Inbox inbox,
            PlatformTransactionManager transactions,
            UuidV7 ids,
            Clock clock,
            CatchUps catchUps,
            JdbcClient jdbc) {
        this.catchUps = catchUps;
        this.jdbc = jdbc;
        this.inbox = inbox;
        this.transaction = new TransactionTemplate(transactions);
        this.ids = ids;
        this.clock = clock;
    }

    /** Without what says when it is handed out, and whether for the first time. */
    public static JsonNode withoutTheMoment(JsonNode item) {
        return ((ObjectNode) item).remove(List.of("age_ms", "redelivered"));
    }

    /** Returns the item's id on the wire. */
    public String append(String text, TestAccount... recipients) {
        UUID id = ids.next();
        List<AccountId> accounts = Arrays.stream(recipients).map(TestItems::idOf).toList();
        transaction.executeWithoutResult(_ -> inbox.append(accounts, event(id, text)));
        return TypeId.format(Event.ID_PREFIX, id);
    }

    public void ack(TestAccount account, String itemId) {
        if (!inbox.ack(idOf(account), itemId)) {
            throw new AssertionError("no item " + itemId);
        }
    }

    /** Puts many into an inbox that is empty, by one statement. */
    public void fill(TestAccount account, int count) {
        List<UUID> itemIds = Stream.generate(ids::next).limit(count).toList();
        jdbc.sql(
                        """
                        with numbered as (
                            update inbox_counter set seq = seq + :count where account_id = :account
                        )
                        insert into inbox_item (account_id, seq, item_id, event, friend, mentioned, created_at)
                        select :account, n, id, event, false, false, now()
                        from unnest(:ids, :events) with ordinality t (id, event, n)
                        """)
                .param("count", count)
                .param("account", idOf(account).value())
                .param("ids", itemIds.toArray(UUID[]::new))
                .param(
                        "events",
                        itemIds.stream().map(id -> event(id, "").json()).toArray(String[]::new))
                .update();
    }

    /** The last by a call to this server, those before it as if through another replica. */
    public void ackUpTo(TestAccount account, long seq) {
        jdbc.sql(
                        """
                        update inbox_item set acked_at = now()
                        where account_id = :account and seq < :seq and acked_at is null
                        """)
                .param("account", idOf(account).value())
                .param("seq", seq)
                .update();
        UUID last =
                jdbc.sql(
                                "select item_id from inbox_item where account_id = :account and seq"
                                        + " = :seq")
                        .param("account", idOf(account).value())
                        .param("seq", seq)
                        .query(UUID.class)
                        .single();
        ack(account, TypeId.format(Event.ID_PREFIX, last));
    }

    /** As while sync or pending answers the account, until the returned action runs. */
    public Runnable beginCatchUp(TestAccount account) {
        return catchUps.begin(idOf(account));
    }

    private static AccountId idOf(TestAccount account) {
        return AccountId.parse(account.id()).orElseThrow();
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
