-- What an account should know about but need not answer: read or not, never in the inbox.
create table notification (
    id         uuid primary key,            -- UUIDv7: the order of the list
    account_id bigint not null references account (id),
    type       text not null,
    from_id    bigint,                      -- who caused it; null: the server
    data       text not null,               -- a JSON object: what it is about
    created_at timestamptz not null,
    read_at    timestamptz
);

create index notification_account on notification (account_id, id);
create index notification_unread on notification (account_id) where read_at is null;
