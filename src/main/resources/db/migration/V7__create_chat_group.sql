-- Groups. A group's messages have its id as their thread.
create table chat_group (
    id           uuid primary key,
    name         text not null,
    description  text,
    announcement text,
    avatar_url   text,
    owner_id     bigint not null references account (id),
    created_at   timestamptz not null,
    disbanded_at timestamptz,
    version      integer not null default 0
);

create table group_member (
    group_id    uuid not null references chat_group (id),
    account_id  bigint not null references account (id),
    role        text not null,
    muted       boolean not null default false,
    muted_until timestamptz,                -- null while muted: until somebody ends it
    joined_at   timestamptz not null,
    constraint group_member_pkey primary key (group_id, account_id),
    constraint group_member_role check (role in ('owner', 'admin', 'member'))
);

create index group_member_account on group_member (account_id);
create unique index group_member_one_owner on group_member (group_id) where role = 'owner';
