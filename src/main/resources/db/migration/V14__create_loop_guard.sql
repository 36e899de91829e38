-- What the loop guard knows of a thread in which agents answer each other (hardening T22). A thread without a row has seen
-- nothing of the kind. A row is written when the speaker changes and found by its key: half-empty pages keep that in place.
create table loop_guard (
    thread_id         uuid primary key,
    last_sender       bigint,                -- the agent who spoke last; null: a human, or nobody since a reset
    window_start      timestamptz,           -- of the minute in which turns are counted
    turns             integer not null default 0,
    reset_at          timestamptz,           -- a reply to what was said up to here starts a new chain
    stopped_at        timestamptz,           -- a send was refused, and those concerned were told
    chain_limit       integer,               -- the thread's own budgets; null: none of its own; 0: no limit
    alternation_limit integer,
    constraint loop_guard_limits check (chain_limit >= 0 and alternation_limit >= 0)
) with (fillfactor = 50);

-- The agent's own budgets, as above.
alter table account
    add column loop_chain_limit       integer,
    add column loop_alternation_limit integer,
    add constraint account_loop_limits check (loop_chain_limit >= 0 and loop_alternation_limit >= 0);

-- The budget of a send, null if there is none: the stricter of what its sender and its thread say, and the server's where
-- both are silent.
create function loop_budget(of_server integer, of_agent integer, of_thread integer) returns integer
    language sql immutable parallel safe as $$
    select nullif(case when of_agent is null and of_thread is null then of_server
                       else least(nullif(of_agent, 0), nullif(of_thread, 0)) end, 0)
$$;
