package io.agentim.message;

import io.agentim.delivery.WebhookOutbox;

import java.util.List;

/**
 * The statement that stores direct messages, any number of them. It judges, at its own moment,
 * whether each may be sent (promise P15), takes the idempotency key, makes the thread, numbers the
 * item under the lock of the recipient's counter and writes message and inbox. Counters are locked
 * in ascending order of accounts, so that no two statements wait for each other. What none of the
 * messages needs is left out: each step that writes costs its preparation even for no row.
 */
final class SendStatement {
    private static final String JUDGED =
            """
            with req as (
                select * from unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::uuid[], ?::boolean[], ?::boolean[],
                                     ?::text[], ?::uuid[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                                     ?::boolean[])
                    with ordinality as t(id, sender_id, recipient_id, thread_id, new_thread, default_thread,
                                         thread_name, replies_to, created_ms, expires_ms, payload, key, request_hash,
                                         watched, ord)
            ), dated as (
                select req.*, timestamptz 'epoch' + created_ms * interval '1 millisecond' as created_at from req
            ), judged as (
                select req.*, chain.hop, speaker.turn,
                       least(timestamptz 'epoch' + expires_ms * interval '1 millisecond',
                             req.created_at + recipient.max_backlog_age * interval '1 second') as expires_at,
                       case when sender.id is null then 'SENDER_GONE'
                            when recipient.id is null then 'NO_RECIPIENT'
                            when blocked.blocker_id is not null then 'BLOCKED'
                            when recipient.who_can_message = 'nobody' then 'CLOSED'
                            when recipient.who_can_message = 'friends_only' and f.low_id is null then 'FRIENDS_ONLY'
                            when req.watched and replied.sender_id <> req.sender_id and chain.hop
                                 > loop_budget(?, sender.loop_chain_limit, here.chain_limit) then 'LOOP_CHAIN'
                            when speaker.turn and here.window_start > req.created_at - interval '60 seconds'
                                 and here.turns
                                     >= loop_budget(?, sender.loop_alternation_limit, here.alternation_limit)
                                then 'LOOP_ALTERNATION'
                            else 'SENT' end as verdict,
                       f.low_id is not null and blocked.blocker_id is null and blocking.blocker_id is null as friend
                from dated req
                left join account sender on sender.id = req.sender_id and sender.deleted_at is null
                left join account recipient on recipient.id = req.recipient_id and recipient.deleted_at is null
                left join block blocked
                    on blocked.blocker_id = req.recipient_id and blocked.blocked_id = req.sender_id
                left join block blocking
                    on blocking.blocker_id = req.sender_id and blocking.blocked_id = req.recipient_id
                left join friendship f
                    on f.low_id = least(req.sender_id, req.recipient_id)
                    and f.high_id = greatest(req.sender_id, req.recipient_id)
                left join message replied on replied.id = req.replies_to
                left join loop_guard there on there.thread_id = replied.thread_id
                left join loop_guard here on here.thread_id = req.thread_id
                cross join lateral (
                    select case when req.sender_id < 0 or replied.id is null then 0
                                when replied.created_at <= there.reset_at then 1
                                else replied.hop + 1 end as hop) chain
                cross join lateral (
                    select req.watched and not req.new_thread
                           and here.last_sender is distinct from req.sender_id as turn) speaker
            )
            """;

    private static final String SENDABLE =
            """
            , sendable as (select * from judged where verdict = 'SENT')
            """;

    /** Instead of {@link #SENDABLE}, where a message has an idempotency key. */
    private static final String SENDABLE_BY_KEY =
            """
            , claimed as (
                insert into idempotency_key (account_id, key, request_hash, result_id, created_at)
                select sender_id, key, request_hash, id, created_at from judged
                where verdict = 'SENT' and key is not null
                on conflict do nothing
                returning result_id
            ), sendable as (
                select * from judged
                where verdict = 'SENT' and (key is null or id in (select result_id from claimed))
            )
            """;

    /** Where a message opens a thread. */
    private static final String OPENED =
            """
            , opened as (
                insert into thread (id, low_id, high_id, name, is_default)
                select distinct on (thread_id) thread_id, least(sender_id, recipient_id),
                       greatest(sender_id, recipient_id), thread_name, default_thread
                from sendable where new_thread
            )
            """;

    private static final String PLACED =
            """
            , counted as (
                select recipient_id, count(*) as n from sendable group by recipient_id
            ), locked as (
                select account_id from inbox_counter where account_id in (select recipient_id from counted)
                order by account_id for update
            ), numbered as (
                update inbox_counter c set seq = c.seq + counted.n
                from counted join locked on locked.account_id = counted.recipient_id
                where c.account_id = counted.recipient_id
                returning c.account_id, c.seq - counted.n as base
            ), placed as (
                select sendable.*, base + row_number() over (partition by recipient_id order by ord) as seq
                from sendable join numbered on account_id = recipient_id
            ), stored as (
                insert into message (id, thread_id, sender_id, recipient_id, reply_to, hop, created_at, payload)
                select id, thread_id, sender_id, recipient_id, replies_to, hop, created_at, payload from placed
            ), delivered as (
                insert into inbox_item (account_id, seq, item_id, friend, mentioned, created_at, expires_at)
                select recipient_id, seq, id, friend, false, created_at, expires_at from placed
                returning account_id, seq, event, mentioned, created_at
            )
            """
                    + LoopGuard.TURNED
                    + WebhookOutbox.ENQUEUED
                    + """
                    select judged.verdict, placed.seq, judged.hop
                    from judged left join placed on placed.ord = judged.ord
                    order by judged.ord
                    """;

    private SendStatement() {}

    /** For these messages; its parameters are the same whichever they are. */
    static String of(List<Outgoing> messages) {
        boolean keyed = messages.stream().anyMatch(m -> m.key() != null);
        boolean opening = messages.stream().anyMatch(Outgoing::threadIsNew);
        return JUDGED + (keyed ? SENDABLE_BY_KEY : SENDABLE) + (opening ? OPENED : "") + PLACED;
    }
}
