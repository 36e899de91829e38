-- One webhook an agent. What is still to be delivered belongs to the account, so a new registration inherits it.
create table webhook (
    account_id        bigint primary key,
    id                uuid not null,
    url               text not null,
    secret            text not null,               -- AES-GCM in base64, as is the next
    previous_secret   text,
    previous_until    timestamptz,                 -- up to when the previous secret signs, too
    events            text[] not null,             -- names, or '*' for all
    auto_ack          text not null,
    created_at        timestamptz not null,
    paused_until      timestamptz,                 -- the receiver asked to be left alone so long
    failures          integer not null default 0,  -- since the last success
    failing_since     timestamptz,
    last_failed_at    timestamptz,
    last_error        text,
    last_status       integer,
    last_delivered_at timestamptz,                 -- to within a minute
    disabled_at       timestamptz,
    disabled_reason   text,
    constraint webhook_auto_ack check (auto_ack in ('true', 'false', 'auto'))
);

-- The outbox: a row is written in the transaction of its message or event (promise P20). An item's JSON is not stored a
-- second time; the body is composed of the item at each attempt, and neither ever changes.
create table webhook_delivery (
    id              uuid primary key,              -- UUIDv7, evt_… on the wire
    account_id      bigint not null,
    event           text not null,
    seq             bigint,                        -- of the inbox item; null: the body's data is in the next column
    data            text,
    created_at      timestamptz not null,
    status          text not null default 'pending',
    due_at          timestamptz,                   -- of the next attempt; null once the delivery has ended
    lease_until     timestamptz,                   -- somebody is attempting it
    attempts        integer not null default 0,    -- of the retry schedule
    last_attempt_at timestamptz,
    last_status     integer,
    last_error      text,
    ended_at        timestamptz,
    constraint webhook_delivery_status check (status in ('pending', 'delivered', 'dead')),
    constraint webhook_delivery_due check ((status = 'pending') = (due_at is not null)),
    constraint webhook_delivery_ended check ((status = 'pending') = (ended_at is null))
) with (fillfactor = 80);

-- Work is looked for account by account: the backlog of a dead endpoint must not lie in front of everybody else's.
create index webhook_delivery_due_by_account on webhook_delivery (account_id, due_at) where due_at is not null;
create index webhook_delivery_leased on webhook_delivery (account_id) where lease_until is not null;
create index webhook_delivery_of_account on webhook_delivery (account_id, id);
create index webhook_delivery_ended_at on webhook_delivery (ended_at) where ended_at is not null;

create table webhook_attempt (
    delivery_id uuid not null,
    id          bigint generated always as identity,
    started_at  timestamptz not null,
    millis      integer not null,
    status      integer,                           -- null: no answer
    error       text,                              -- null: delivered
    constraint webhook_attempt_pkey primary key (delivery_id, id)
);

-- When an account last fetched, acknowledged or was pushed items, to within the hour: whoever has not for a week receives
-- by webhook alone (contract 5.4).
create table pull (
    account_id bigint primary key,
    pulled_at  timestamptz not null
);

-- A UUIDv7 of that time, also on PostgreSQL before 18.
create function webhook_event_id(at timestamptz) returns uuid language sql volatile as $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
               placing substring(int8send(floor(extract(epoch from at) * 1000)::bigint) from 3)
               from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;
