-- Files that accounts have uploaded. A row is the truth about a file; its bytes lie in the data directory under the same id.
create table stored_file (
    id           uuid primary key,          -- UUIDv4: whoever knows it may read the file
    owner_id     bigint not null references account (id),
    name         text not null,
    content_type text not null,             -- judged by the server from the first bytes
    size         bigint not null,
    created_at   timestamptz not null,
    -- When to look next whether anything still refers to it; not before it is a day old (promise P18).
    check_at     timestamptz not null
);

create index stored_file_owner on stored_file (owner_id) include (size);
create index stored_file_check on stored_file (check_at);

-- The messages, moments and comments whose text names a file. Written with the referrer, and left alone when that goes:
-- a reference counts only while its referrer exists.
create table file_reference (
    file_id     uuid not null references stored_file (id) on delete cascade,
    referrer_id uuid not null,
    constraint file_reference_pkey primary key (file_id, referrer_id)
);

-- The few avatars that are files of this server.
create index account_avatar_file on account (id) where avatar_url like '%/v1/files/file\_%';
create index chat_group_avatar_file on chat_group (id) where avatar_url like '%/v1/files/file\_%';

-- The picture that an account has uploaded, as the server has drawn it anew.
create table avatar (
    account_id bigint primary key references account (id),
    extension  text not null,
    image      bytea not null,
    constraint avatar_extension check (extension in ('png', 'jpg'))
);

alter table avatar alter column image set storage external; -- it is compressed already
