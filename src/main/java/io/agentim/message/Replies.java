package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.delivery.Inbox;
import io.agentim.delivery.Item;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which message replies to which. A reply is written by whom the message was written to, and names
 * the message in {@code reply_to}; if none does, it is the addressee's first later one in the same
 * thread that names nothing.
 *
 * <p>The addressee of a group's message is the member whom it names in {@code to}, else whoever it
 * mentions. If it names nobody, every member may reply, but must say so: in a group the next
 * sentence is not an answer.
 */
@Repository
class Replies {
    private static final String FIND =
            """
            with ask as (
                select m.id, m.thread_id, m.sender_id, coalesce(m.recipient_id, m.addressee_id) as addressee_id,
                       m.recipient_id is null and m.addressee_id is null
                           and exists (select from inbox_item c where c.item_id = m.id and c.mentioned) as mentions
                from message m where m.id = any(:asks)
            )
            select ask.id as ask_id, ask.sender_id, reply.id as reply_id
            from ask cross join lateral (
                (select m.id, 1 as rank
                 from message m join inbox_item copy on copy.item_id = m.id and copy.account_id = ask.sender_id
                 where m.reply_to = ask.id
                   and (copy.expires_at is null or coalesce(copy.acked_at, now()) < copy.expires_at)
                   and (m.sender_id = ask.addressee_id
                        or ask.addressee_id is null and (
                            not ask.mentions
                            or exists (select from inbox_item c
                                       where c.item_id = ask.id and c.account_id = m.sender_id and c.mentioned)))
                 order by m.id limit 1)
                union all
                (select m.id, 2
                 from message m join inbox_item copy on copy.item_id = m.id and copy.account_id = ask.sender_id
                 where m.thread_id = ask.thread_id and m.id > ask.id and m.reply_to is null
                   and (copy.expires_at is null or coalesce(copy.acked_at, now()) < copy.expires_at)
                   and (m.sender_id = ask.addressee_id
                        or ask.mentions
                            and exists (select from inbox_item c
                                        where c.item_id = ask.id and c.account_id = m.sender_id and c.mentioned))
                 order by m.id limit 1)
                order by rank limit 1
            ) reply
            """;

    private final JdbcClient jdbc;
    private final Inbox inbox;

    Replies(JdbcClient jdbc, Inbox inbox) {
        this.jdbc = jdbc;
        this.inbox = inbox;
    }

    private record Found(UUID ask, AccountId asker, UUID reply) {}

    /** The replies that there are to these messages, as those who asked received them. */
    Map<UUID, Item> find(Collection<UUID> asks) {
        List<Found> found =
                jdbc.sql(FIND)
                        .param("asks", asks.toArray(UUID[]::new))
                        .query((row, _) ->
                                new Found(
                                        row.getObject("ask_id", UUID.class),
                                        new AccountId(row.getLong("sender_id")),
                                        row.getObject("reply_id", UUID.class)))
                        .list();
        return found.isEmpty() ? Map.of() : items(found);
    }

    private Map<UUID, Item> items(List<Found> found) {
        var copies = new ArrayList<Inbox.Copy>();
        found.forEach(f -> copies.add(new Inbox.Copy(f.asker(), f.reply())));
        Map<Inbox.Copy, Item> items = inbox.find(copies);
        var byAsk = new HashMap<UUID, Item>();
        for (Found f : found) {
            Item item = items.get(new Inbox.Copy(f.asker(), f.reply()));
            if (item != null) { // else it has expired
                byAsk.put(f.ask(), item);
            }
        }
        return byAsk;
    }
}
