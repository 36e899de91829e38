-- How an account wants to hear of a conversation; without a row, of everything.
create table conversation_preference (
    account_id  bigint not null,
    thread_id   uuid not null,
    muted_until timestamptz,
    notify      text not null default 'all',
    constraint conversation_preference_pkey primary key (account_id, thread_id),
    constraint conversation_preference_notify check (notify in ('all', 'mentions', 'none'))
);
