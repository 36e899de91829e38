package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.delivery.WebhookOutbox;
import io.agentim.group.GroupId;
import io.agentim.platform.database.SqlTime;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Stores one message and a copy in the inbox of every member who wants it, in one statement: all of
 * them or none (promise P2). Counters are locked in ascending order of accounts, as everywhere.
 */
@Repository
class GroupMessageWriter {
    private static final String SEND =
            """
            with judged as (
                select chain.hop, speaker.turn, coalesce(replied.sender_id, here.last_sender) as peer,
                       case when :watched and replied.sender_id <> :sender and chain.hop
                                 > loop_budget(:chain_limit, sender.loop_chain_limit, here.chain_limit)
                                then 'LOOP_CHAIN'
                            when speaker.turn and here.window_start > :now - interval '60 seconds'
                                 and here.turns >= loop_budget(
                                         :alternation_limit, sender.loop_alternation_limit, here.alternation_limit)
                                then 'LOOP_ALTERNATION'
                            else 'SENT' end as verdict
                from account sender
                left join loop_guard here on here.thread_id = :group
                left join message replied on replied.id = cast(:replies_to as uuid)
                left join loop_guard there on there.thread_id = replied.thread_id
                cross join lateral (
                    select case when :sender < 0 or replied.id is null then 0
                                when replied.created_at <= there.reset_at then 1
                                else replied.hop + 1 end as hop) chain
                cross join lateral (
                    select :watched and here.last_sender is distinct from :sender as turn) speaker
                where sender.id = :sender
            ), claimed as (
                insert into idempotency_key (account_id, key, request_hash, result_id, created_at)
                select :sender, :key, :request_hash, :id, :now
                from judged where verdict = 'SENT' and cast(:key as text) is not null
                on conflict do nothing
                returning key
            ), placed as (
                select :group as thread_id, :sender as sender_id, :now as created_at, turn, hop, 1 as ord
                from judged
                where verdict = 'SENT' and (cast(:key as text) is null or exists (select from claimed))
            ), stored as (
                insert into message (id, thread_id, sender_id, recipient_id, addressee_id, reply_to, hop, created_at,
                                     payload)
                select :id, thread_id, sender_id, null, cast(:addressee as bigint), cast(:replies_to as uuid), hop,
                       created_at, :payload
                from placed
                returning hop
            ), let_go_on as (
                update loop_guard set last_sender = null, turns = 0, reset_at = :now, stopped_at = null
                from placed
                where :sender < 0 and loop_guard.thread_id = placed.thread_id
                  and (last_sender is not null or stopped_at is not null)
            ), recipient as (
                select m.account_id, m.account_id = any(:mentioned) as mentioned,
                       f.low_id is not null and blocked.blocker_id is null and blocking.blocker_id is null as friend,
                       least(cast(:expires as timestamptz), :now + a.max_backlog_age * interval '1 second') as expires_at
                from stored, group_member m
                join account a on a.id = m.account_id
                left join friendship f
                    on f.low_id = least(m.account_id, :sender) and f.high_id = greatest(m.account_id, :sender)
                left join block blocked on blocked.blocker_id = m.account_id and blocked.blocked_id = :sender
                left join block blocking on blocking.blocker_id = :sender and blocking.blocked_id = m.account_id
                where m.group_id = :group and m.account_id <> :sender
                  and (a.group_delivery = 'all'
                       or a.group_delivery = 'mentions_only' and m.account_id = any(:mentioned))
            ), locked as (
                select account_id from inbox_counter where account_id in (select account_id from recipient)
                order by account_id for update
            ), numbered as (
                update inbox_counter c set seq = c.seq + 1 from locked
                where c.account_id = locked.account_id returning c.account_id, c.seq
            ), delivered as (
                insert into inbox_item (account_id, seq, item_id, friend, mentioned, created_at, expires_at)
                select account_id, seq, :id, friend, mentioned, :now, expires_at
                from numbered join recipient using (account_id)
                returning account_id, seq, event, mentioned, created_at
            )
            """
                    + LoopGuard.TURNED
                    + WebhookOutbox.ENQUEUED
                    + """
                    select judged.verdict, judged.peer, judged.hop, stored.hop is not null as stored,
                           (select array_agg(account_id) from delivered) as recipients
                    from judged left join stored on true
                    """;

    private final JdbcClient jdbc;
    private final LoopGuard guard;

    GroupMessageWriter(JdbcClient jdbc, LoopGuard guard) {
        this.jdbc = jdbc;
        this.guard = guard;
    }

    /**
     * A message whose sender has been found to be permitted.
     *
     * @param addressee the one member it is written to, if it names one
     */
    record Posting(
            UUID id,
            GroupId group,
            AccountId sender,
            @Nullable AccountId addressee,
            Collection<AccountId> mentioned,
            @Nullable UUID repliesTo,
            Instant createdAt,
            @Nullable Instant expiresAt,
            String payload,
            @Nullable IdempotencyKey key) {}

    /**
     * @return empty when another request with the same idempotency key came first
     * @throws LoopRefusal if the members' agents answer each other without end
     */
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<Written> write(Posting posting) {
        IdempotencyKey key = posting.key();
        return jdbc.sql(SEND)
                .param("watched", guard.watches(posting.sender()))
                .param("chain_limit", guard.budgets().chainLimit())
                .param("alternation_limit", guard.budgets().alternationLimit())
                .param("id", posting.id())
                .param("group", posting.group().value())
                .param("sender", posting.sender().value())
                .param(
                        "addressee",
                        posting.addressee() == null ? null : posting.addressee().value())
                .param(
                        "mentioned",
                        posting.mentioned().stream().map(AccountId::value).toArray(Long[]::new))
                .param("replies_to", posting.repliesTo())
                .param("now", SqlTime.of(posting.createdAt()))
                .param(
                        "expires",
                        posting.expiresAt() == null ? null : SqlTime.of(posting.expiresAt()))
                .param("payload", posting.payload())
                .param("key", key == null ? null : key.value())
                .param("request_hash", key == null ? null : key.requestHash())
                .query((row, _) -> conclude(posting, row))
                .single();
    }

    private static Optional<Written> conclude(Posting posting, ResultSet row) throws SQLException {
        String verdict = row.getString("verdict");
        if (!verdict.equals("SENT")) {
            throw refusal(posting, verdict, new AccountId(row.getLong("peer")));
        }
        return row.getBoolean("stored")
                ? Optional.of(
                        new Written(
                                posting.id(),
                                posting.payload(),
                                row.getInt("hop"),
                                0,
                                recipients(row)))
                : Optional.empty();
    }

    private static LoopRefusal refusal(Posting posting, String verdict, AccountId peer) {
        return new LoopRefusal(
                new LoopRefusal.Stop(
                        posting.group().value(),
                        posting.group().threadId(),
                        posting.sender(),
                        peer,
                        LoopRefusal.Budget.valueOf(verdict.replace("LOOP_", ""))));
    }

    private static Set<AccountId> recipients(ResultSet row) throws SQLException {
        Array array = row.getArray("recipients");
        var recipients = new LinkedHashSet<AccountId>();
        if (array != null) {
            for (Object id : (Object[]) array.getArray()) {
                recipients.add(new AccountId((Long) id));
            }
        }
        return recipients;
    }
}
