package io.agentim.platform.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Promise P16 on 100,000 items over forty days of a virtual time, in which messages are sent,
 * acknowledged and purged in any order. It ends with the present, so that nothing of another test
 * is old in it.
 */
@ServerTest
class RetentionPropertyTest {
    private static final int INBOXES = 20;
    private static final int ITEMS = 100_000;
    private static final int STEPS = 200;
    private static final Duration STEP = Duration.ofDays(40).dividedBy(STEPS);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final int STEPS_BETWEEN_CHECKS = 20;

    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired TestPurges purges;
    @Autowired Clock clock;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** The model. */
    private final List<Inbox> inboxes = new ArrayList<>();

    private Instant now = Instant.EPOCH;

    /** Of each item ever sent, the first having the number 1, when it was acknowledged. */
    private record Inbox(long account, List<Instant> ackedAt) {}

    private static final Instant NEVER = Instant.MAX;

    /** The next tests need not wade through them. */
    @AfterEach
    void clear() {
        jdbc.sql("delete from message where sender_id = 1").update();
        jdbc.sql("delete from inbox_item where account_id = any(:accounts)")
                .param("accounts", inboxes.stream().map(Inbox::account).toArray(Long[]::new))
                .update();
    }

    @Test
    void nothingUnackedEverGoesAndNothingAckedStaysOrGoesTooSoon() {
        for (int i = 0; i < INBOXES; i++) {
            TestAccount account = server.newAgent();
            inboxes.add(new Inbox(Long.parseLong(account.id()), new ArrayList<>()));
        }
        now = clock.instant().minus(STEP.multipliedBy(STEPS));
        for (int step = 0; step < STEPS; step++) {
            now = now.plus(STEP);
            switch (random.nextInt(4)) {
                case 0 -> purges.run("acked-items", now);
                case 1 -> ackSome();
                default -> send(ITEMS / STEPS * 2);
            }
            if (step % STEPS_BETWEEN_CHECKS == STEPS_BETWEEN_CHECKS - 1) {
                purge();
                check();
            }
        }
    }

    /** Each to one inbox or, as a group's message, to several. */
    private void send(int count) {
        var ids = new ArrayList<UUID>();
        var recipients = new ArrayList<Long>();
        var seqs = new ArrayList<Long>();
        while (recipients.size() < count) {
            UUID id = messageId();
            int first = random.nextInt(INBOXES);
            int copies = random.nextInt(10) == 0 ? 5 : 1;
            for (int copy = 0; copy < copies; copy++) {
                Inbox inbox = inboxes.get((first + copy) % INBOXES);
                inbox.ackedAt().add(NEVER);
                ids.add(id);
                recipients.add(inbox.account());
                seqs.add((long) inbox.ackedAt().size());
            }
        }
        jdbc.sql(
                        """
                        with copy as (
                            select * from unnest(:ids::uuid[], :recipients::bigint[], :seqs::bigint[]) t (id, recipient, seq)
                        ), sent as (
                            insert into message (id, thread_id, sender_id, hop, created_at, payload)
                            select distinct id, id, 1, 0, :now::timestamptz, '{"x":1}' from copy
                        ), counted as (
                            update inbox_counter c set seq = greatest(c.seq, m.seq)
                            from (select recipient, max(seq) as seq from copy group by recipient) m
                            where c.account_id = m.recipient
                        )
                        insert into inbox_item (account_id, seq, item_id, friend, mentioned, created_at)
                        select recipient, seq, id, false, false, :now from copy
                        """)
                .param("ids", ids.toArray(UUID[]::new))
                .param("recipients", recipients.toArray(Long[]::new))
                .param("seqs", seqs.toArray(Long[]::new))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** A UUIDv7 of the virtual time. */
    private UUID messageId() {
        return new UUID(
                now.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000),
                random.nextLong() >>> 2 | Long.MIN_VALUE);
    }

    private void ackSome() {
        Inbox inbox = inboxes.get(random.nextInt(INBOXES));
        double share = random.nextDouble();
        var seqs = new ArrayList<Long>();
        for (int i = 0; i < inbox.ackedAt().size(); i++) {
            if (inbox.ackedAt().get(i).equals(NEVER) && random.nextDouble() < share) {
                inbox.ackedAt().set(i, now);
                seqs.add(i + 1L);
            }
        }
        int acked =
                jdbc.sql(
                                """
                                update inbox_item set acked_at = :now
                                where account_id = :account and seq = any(:seqs) and acked_at is null
                                """)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("account", inbox.account())
                        .param("seqs", seqs.toArray(Long[]::new))
                        .update();
        assertThat(acked).as("seed %d: all of these were there", seed).isEqualTo(seqs.size());
    }

    private void purge() {
        purges.run("acked-items", now);
        purges.run("messages", now);
    }

    private record Row(long seq, boolean hasMessage) {}

    /** Right after a purge: what is younger than a week is there, what is older is not. */
    private void check() {
        for (Inbox inbox : inboxes) {
            List<Row> rows =
                    jdbc.sql(
                                    """
                                    select i.seq, m.id is not null as has_message
                                    from inbox_item i left join message m on m.id = i.item_id
                                    where i.account_id = :account order by i.seq
                                    """)
                            .param("account", inbox.account())
                            .query((row, _) ->
                                    new Row(row.getLong("seq"), row.getBoolean("has_message")))
                            .list();
            var expected = new ArrayList<Row>();
            for (int i = 0; i < inbox.ackedAt().size(); i++) {
                if (!inbox.ackedAt().get(i).isBefore(now.minus(WEEK))) {
                    expected.add(new Row(i + 1L, true));
                }
            }
            assertThat(rows)
                    .as("seed %d, account %d at %s", seed, inbox.account(), now)
                    .isEqualTo(expected);
            assertThat(
                            jdbc.sql("select seq from inbox_counter where account_id = :account")
                                    .param("account", inbox.account())
                                    .query(Long.class)
                                    .single())
                    .isEqualTo(inbox.ackedAt().size());
        }
        long orphans =
                jdbc.sql(
                                """
                                select count(*) from message m where m.sender_id = 1 and m.created_at < :before
                                and not exists (select from inbox_item i where i.item_id = m.id)
                                """)
                        .param("before", now.minus(WEEK).atOffset(ZoneOffset.UTC))
                        .query(Long.class)
                        .single();
        assertThat(orphans).as("seed %d: old messages in no inbox", seed).isZero();
    }
}
