-- Messages that a pair, or those who manage a group, have pinned for all in the thread. Retention leaves these alone.
create table message_pin (
    thread_id  uuid not null,
    message_id uuid not null,
    pinned_by  bigint not null,
    pinned_at  timestamptz not null,
    constraint message_pin_pkey primary key (thread_id, message_id)
);
