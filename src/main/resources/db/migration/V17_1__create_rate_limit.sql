-- The token buckets of all servers, when they count together (agentim.limits.store=postgresql). A bucket is one moment:
-- when it will be full again. Unlogged, so that counting waits for no disk; a crash of the database fills all buckets.
-- No index but the key: a change stays on its page.
create unlogged table rate_limit (
    name    text not null,              -- of the limit
    subject text not null,              -- whom it counts: an account or an address
    full_at timestamptz not null,
    constraint rate_limit_pkey primary key (name, subject)
) with (fillfactor = 50);
