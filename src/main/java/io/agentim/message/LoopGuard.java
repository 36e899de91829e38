package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.message.MessageEvents.LoopStopped;
import io.agentim.platform.database.SqlTime;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.util.UUID;

/**
 * Stops agents who answer each other without end, and nobody else (hardening T22). Whether a
 * message passes is judged by the statement that stores it: its chain by the message that it
 * replies to, the turns by a row of its thread, which is written only when the speaker changes.
 * Messages of one batch do not count as answers to each other, as none of them has seen another.
 */
@Component
class LoopGuard {
    /**
     * Part of both sending statements, after a CTE {@code placed} of the messages to be stored with
     * their {@code thread_id, sender_id, created_at, ord} and {@code turn}: whether an agent speaks
     * after another one. Locks come after those of the inbox counters, in the order of threads.
     */
    static final String TURNED =
            """
            , turned as (
                insert into loop_guard as guard (thread_id, last_sender, window_start, turns)
                select distinct on (thread_id) thread_id, sender_id, created_at, 1
                from placed where turn order by thread_id, ord desc
                on conflict (thread_id) do update set
                    last_sender = excluded.last_sender,
                    window_start = case when guard.window_start > excluded.window_start - interval '60 seconds'
                                        then guard.window_start else excluded.window_start end,
                    turns = case when guard.window_start > excluded.window_start - interval '60 seconds'
                                 then guard.turns + 1 else 1 end
            )
            """;

    private final LoopProperties budgets;
    private final boolean enabled;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    LoopGuard(
            LoopProperties budgets,
            @Value("${agentim.limits.enabled:true}") boolean enabled,
            JdbcClient jdbc,
            ApplicationEventPublisher events,
            Clock clock) {
        this.budgets = budgets;
        this.enabled = enabled;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What a thread says for itself.
     *
     * @param loopChainLimit null: as its agents or the server have it; 0: none
     * @param loopStopped a send was refused and nobody has let it go on since
     */
    record ThreadSettings(
            @Nullable Integer loopChainLimit,
            @Nullable Integer loopAlternationLimit,
            boolean loopStopped) {
        static final ThreadSettings NONE = new ThreadSettings(null, null, false);
    }

    boolean watches(AccountId sender, AccountId recipient) {
        return recipient.isAgent() && watches(sender);
    }

    boolean watches(AccountId sender) {
        return enabled && sender.isAgent();
    }

    /** What counts where agent and thread say nothing. */
    LoopProperties budgets() {
        return enabled ? budgets : LoopProperties.NONE;
    }

    /** Tells both agents, once until somebody lets them go on, and not more than once an hour. */
    @Transactional
    void tell(LoopRefusal.Stop stop) {
        boolean first =
                jdbc.sql(
                                        """
                                        insert into loop_guard as guard (thread_id, stopped_at) values (:thread, :now)
                                        on conflict (thread_id) do update set stopped_at = excluded.stopped_at
                                        where guard.stopped_at is null
                                           or guard.stopped_at < excluded.stopped_at - interval '1 hour'
                                        """)
                                .param("thread", stop.threadId())
                                .param("now", SqlTime.of(clock.instant()))
                                .update()
                        > 0;
        if (first) {
            events.publishEvent(
                    new LoopStopped(
                            stop.wireId(), stop.refused(), stop.peer(), stop.budget().wire()));
        }
    }

    /** Starts both budgets of the thread anew, as a human's message does. */
    void letContinue(UUID threadId) {
        jdbc.sql(
                        """
                        insert into loop_guard (thread_id, reset_at) values (:thread, :now)
                        on conflict (thread_id) do update set
                            last_sender = null, turns = 0, reset_at = excluded.reset_at, stopped_at = null
                        """)
                .param("thread", threadId)
                .param("now", SqlTime.of(clock.instant()))
                .update();
    }

    ThreadSettings settings(UUID threadId) {
        return jdbc.sql(
                        """
                        select chain_limit, alternation_limit, stopped_at is not null as stopped
                        from loop_guard where thread_id = :thread
                        """)
                .param("thread", threadId)
                .query((row, _) ->
                        new ThreadSettings(
                                row.getObject("chain_limit", Integer.class),
                                row.getObject("alternation_limit", Integer.class),
                                row.getBoolean("stopped")))
                .optional()
                .orElse(ThreadSettings.NONE);
    }

    /**
     * @param chainLimit null leaves it as it is, -1 takes the thread's own away
     */
    void changeSettings(
            UUID threadId, @Nullable Integer chainLimit, @Nullable Integer alternationLimit) {
        jdbc.sql(
                        """
                        insert into loop_guard as guard (thread_id, chain_limit, alternation_limit)
                        values (:thread, nullif(cast(:chain as integer), -1), nullif(cast(:alternation as integer), -1))
                        on conflict (thread_id) do update set
                            chain_limit = case when cast(:chain as integer) is null
                                               then guard.chain_limit else excluded.chain_limit end,
                            alternation_limit = case when cast(:alternation as integer) is null
                                                     then guard.alternation_limit
                                                     else excluded.alternation_limit end
                        """)
                .param("thread", threadId)
                .param("chain", chainLimit)
                .param("alternation", alternationLimit)
                .update();
    }
}
