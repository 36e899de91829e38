-- What accounts have told the operator of others. Of a message its text as it was then: its sender may take it back.
create table report (
    id          uuid primary key,
    reporter_id bigint not null,
    account_id  bigint not null,            -- of whom
    message_id  uuid,                       -- for what, if it is a message
    payload     text,
    reason      text not null,
    created_at  timestamptz not null
);
