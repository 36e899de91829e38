-- The delivery path. Its tables carry no foreign keys: every send would pay for checks of what its one statement has just
-- looked up, and accounts and threads are never deleted.

-- Where the messages of a pair go: one default thread, and any number of threads of their own.
create table thread (
    id         uuid primary key,
    low_id     bigint not null,
    high_id    bigint not null,
    -- The id a client gave it, unique only within the pair; null for threads made by the server (thread_…).
    name       text,
    is_default boolean not null,
    constraint thread_order check (low_id < high_id),
    constraint thread_default_has_no_name check (not is_default or name is null)
);

create unique index thread_default_of_pair on thread (low_id, high_id) where is_default;
create unique index thread_name_in_pair on thread (low_id, high_id, name) where name is not null;
create index thread_high on thread (high_id);

create table message (
    id           uuid primary key,          -- UUIDv7: the order of its thread
    thread_id    uuid not null,             -- of a pair, or a group's id
    sender_id    bigint not null,
    recipient_id bigint,                    -- null: a group's message
    hop          integer not null,          -- replies since a human spoke, counted by the server
    created_at   timestamptz not null,
    -- The message as JSON, written once at the send, without what differs per recipient (seq, relation, trust).
    payload      text not null
);

create index message_thread on message (thread_id, id);

-- One row an account. Its lock is held from the moment a number is taken until the commit, so numbers become visible in
-- order (promise P7). Half-empty pages keep the update on its page, away from any index.
create table inbox_counter (
    account_id bigint primary key,
    seq        bigint not null default 0
) with (fillfactor = 50);

-- One row for each item and recipient, deleted only by retention.
create table inbox_item (
    account_id bigint not null,
    seq        bigint not null,
    item_id    uuid not null,               -- a message, or an event of its own
    event      text,                        -- an event's JSON; null: the message's payload
    friend     boolean not null,            -- sender and recipient were friends, and neither blocked the other, at the send
    mentioned  boolean not null,
    created_at timestamptz not null,
    acked_at   timestamptz,
    constraint inbox_item_pkey primary key (account_id, seq)
) with (fillfactor = 90);

create index inbox_item_unacked on inbox_item (account_id, seq) where acked_at is null;
create unique index inbox_item_id on inbox_item (item_id, account_id);

-- A sender's names for his requests, kept 24 hours, written in the transaction of what they name (promise P4).
create table idempotency_key (
    account_id   bigint not null,
    key          text not null,
    request_hash text not null,            -- SHA-256 in hexadecimal
    result_id    uuid not null,
    created_at   timestamptz not null,
    constraint idempotency_key_pkey primary key (account_id, key)
);

create index idempotency_key_created on idempotency_key (created_at);
