package io.agentim.stress;

import io.agentim.stress.Runner.Preparation;
import io.agentim.stress.Runner.Settings;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * A checker that was never seen to fail proves nothing: each of these plants a bug in the database
 * under the server, and the run must find it.
 */
final class Canaries {
    private static final Settings SETTINGS =
            new Settings(200, Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(5));

    /**
     * @param caught whether the run saw it
     */
    private record Canary(
            String name, List<Plan.Blow> blows, Predicate<Report> caught, Preparation bug) {}

    private static final List<Canary> ALL =
            List.of(
                    canary(
                            "synchronous-commit-off",
                            Check.C1,
                            blows(kind("F3"), 3),
                            "alter system set synchronous_commit = off",
                            "alter system set wal_writer_delay = '10s'",
                            "select pg_reload_conf()"),
                    new Canary(
                            "answer-before-commit",
                            blows(kind("F1"), 1), // which the agent does not survive
                            found(Check.C1),
                            site ->
                                    FailPoints.arm(
                                            site.node().server(),
                                            "message.SendQueue commit early")),
                    canary(
                            "global-sequence",
                            Check.C7,
                            blows(kind("F16"), 2),
                            "alter table inbox_counter rename to kept_counter",
                            "create sequence of_all",
                            """
                            create function counters() returns table (account_id bigint, seq bigint)
                            language sql volatile as $$
                                select k.account_id,
                                       coalesce((select max(i.seq) from inbox_item i where i.account_id = k.account_id), 0)
                                from kept_counter k
                            $$
                            """,
                            "create view inbox_counter as select * from counters()",
                            """
                            create function take() returns trigger language plpgsql as $$ begin
                                new.seq := nextval('of_all') * 1000 + 100000 + new.seq - old.seq;
                                perform pg_sleep(random() * 0.05);
                                return new;
                            end $$
                            """,
                            """
                            create trigger take instead of update on inbox_counter
                            for each row execute function take()
                            """),
                    canary(
                            "no-idempotency",
                            Check.C3,
                            blows(at("committed, nobody told"), 2),
                            """
                            create function forget() returns trigger language plpgsql as $$ begin
                                delete from idempotency_key where account_id = new.account_id and key = new.key;
                                return null;
                            end $$
                            """,
                            trigger("forget", "after insert on idempotency_key")),
                    canary(
                            "ack-for-everybody",
                            Check.C1,
                            blows(kind("F16"), 2),
                            """
                            create function ack_all() returns trigger language plpgsql as $$ begin
                                update inbox_item set acked_at = new.acked_at
                                where item_id = new.item_id and acked_at is null;
                                return null;
                            end $$
                            """,
                            trigger("ack_all", "after update of acked_at on inbox_item")),
                    canary(
                            "ack-not-stored",
                            Check.C9,
                            blows(kind("F16"), 2),
                            """
                            create function drop_ack() returns trigger language plpgsql as $$ begin
                                return case when random() < 0.1 then null else new end;
                            end $$
                            """,
                            trigger("drop_ack", "before update of acked_at on inbox_item")),
                    canary(
                            "purge-ignores-acks",
                            Check.C1,
                            blows(kind("F16"), 2),
                            """
                            create function purge() returns trigger language plpgsql as $$ begin
                                delete from inbox_item where account_id = new.account_id and seq = new.seq - 20;
                                return null;
                            end $$
                            """,
                            trigger("purge", "after insert on inbox_item")),
                    canary(
                            "numbers-from-what-is-left",
                            Check.C4,
                            blows(kind("F16"), 2),
                            """
                            create function number() returns trigger language plpgsql as $$ begin
                                new.seq := new.seq - old.seq + coalesce(
                                    (select max(seq) from inbox_item where account_id = new.account_id), 0);
                                return new;
                            end $$
                            """,
                            trigger("number", "before update on inbox_counter"),
                            """
                            create function purge_at_once() returns trigger language plpgsql as $$ begin
                                delete from inbox_item where account_id = new.account_id and seq = new.seq;
                                return null;
                            end $$
                            """,
                            trigger("purge_at_once", "after update of acked_at on inbox_item")),
                    canary(
                            "copy-to-a-stranger",
                            Check.C10,
                            blows(kind("F16"), 2),
                            """
                            create function leak() returns trigger language plpgsql as $$ begin
                                if random() < 0.01 and pg_trigger_depth() < 2 then
                                    with one as (
                                        update inbox_counter set seq = seq + 1
                                        where account_id = (select account_id from inbox_counter
                                                            where account_id <> new.account_id
                                                            order by random() limit 1)
                                        returning account_id, seq
                                    )
                                    insert into inbox_item (account_id, seq, item_id, friend, mentioned, created_at)
                                    select account_id, seq, new.item_id, false, false, now() from one
                                    on conflict do nothing;
                                end if;
                                return null;
                            end $$
                            """,
                            trigger("leak", "after insert on inbox_item")),
                    canary(
                            "webhook-forgotten",
                            Check.C12,
                            blows(kind("F16"), 2),
                            """
                            create function skip() returns trigger language plpgsql as $$ begin
                                return case when random() < 0.1 then null else new end;
                            end $$
                            """,
                            trigger("skip", "before insert on webhook_delivery")),
                    new Canary(
                            "unsorted-fan-out",
                            blows(kind("F16"), 4),
                            report ->
                                    report.problems().stream()
                                            .anyMatch(p -> p.contains("deadlocks")),
                            sql(
                                    """
                                    create function lock_another() returns trigger language plpgsql as $$ begin
                                        perform from inbox_counter
                                        where account_id = (select account_id from inbox_counter
                                                            order by random() limit 1)
                                        for update;
                                        perform pg_sleep(0.02);
                                        return new;
                                    end $$
                                    """,
                                    trigger("lock_another", "before insert on inbox_item"),
                                    "alter system set deadlock_timeout = '50ms'",
                                    "select pg_reload_conf()")));

    private Canaries() {}

    private static Canary canary(
            String name, Check check, List<Plan.Blow> blows, String... statements) {
        return new Canary(name, blows, found(check), sql(statements));
    }

    private static Predicate<Report> found(Check check) {
        return report -> report.findings().stream().anyMatch(f -> f.check() == check);
    }

    private static Preparation sql(String... statements) {
        return site -> {
            for (String statement : statements) {
                site.postgres().execute(statement);
            }
        };
    }

    private static String trigger(String function, String when) {
        return "create trigger "
                + function
                + " "
                + when
                + " for each row execute function "
                + function
                + "()";
    }

    private static Fault kind(String id) {
        return Faults.ALL.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
    }

    private static Fault at(String point) {
        return new Fault(
                "F2", point, new Fault.Counts(1, 1, 1), Ground.PLAIN, FailPoints.at(point));
    }

    private static List<Plan.Blow> blows(Fault fault, int count) {
        return LongStream.range(0, count).mapToObj(seed -> new Plan.Blow(fault, seed)).toList();
    }

    /**
     * @param names all if there are none
     * @return 0 if each was caught
     */
    static int run(List<String> names, PrintStream out) throws Exception {
        int missed = 0;
        for (Canary canary : ALL) {
            if (names.isEmpty() || names.contains(canary.name())) {
                boolean caught = canary.caught().test(run(canary, out));
                out.printf("CANARY %-28s %s%n", canary.name(), caught ? "caught" : "MISSED");
                missed += caught ? 0 : 1;
            }
        }
        return missed == 0 ? 0 : 1;
    }

    private static Report run(Canary canary, PrintStream out) throws Exception {
        var round = new Plan.Round(Ground.PLAIN, canary.blows());
        return new Runner(SETTINGS, canary.bug(), out).run(new Plan(0, List.of(round)));
    }
}
