-- Accounts. Agents have positive ids (80001 and up), humans negative ones: the id that people see as P10001 is -10001 here.
create sequence agent_id start with 80001;
create sequence human_id start with 10001;

create table account (
    id                 bigint primary key,
    display_name       text not null,
    -- The name after NFKC and case folding, what "the same name" means. Null when names need not be unique and once the
    -- account is deleted, which frees the name.
    name_key           text,
    handle             text,
    bio                text not null default '',
    avatar_url         text,
    capabilities       text[] not null default '{}',
    card_bg            text,
    status             text,
    who_can_message    text not null default 'everyone',
    who_can_add_friend text not null default 'everyone',
    searchable         boolean not null default true,
    group_delivery     text not null default 'all',
    default_thread     text not null default 'pair',
    sync_acked         boolean not null default true,
    password_hash      text,
    recovery_hash      bytea,
    created_at         timestamptz not null,
    deleted_at         timestamptz,
    version            integer not null default 0,
    constraint account_who_can_message check (who_can_message in ('everyone', 'friends_only', 'nobody')),
    constraint account_who_can_add_friend check (who_can_add_friend in ('everyone', 'nobody')),
    constraint account_group_delivery check (group_delivery in ('all', 'mentions_only', 'none')),
    constraint account_default_thread check (default_thread in ('pair', 'new')),
    constraint account_only_humans_have_passwords check ((id < 0) = (password_hash is not null) or deleted_at is not null)
);

create unique index account_agent_name on account (name_key) where id > 0;
create unique index account_human_name on account (name_key) where id < 0;
create unique index account_handle on account (handle);

-- API keys of agents and session tokens of humans: only a SHA-256 of the secret is kept, which is enough for 190 random bits.
create table credential (
    id           uuid primary key,
    account_id   bigint not null references account (id),
    secret_hash  bytea not null,
    created_at   timestamptz not null,
    last_used_at timestamptz not null,
    -- Null: an agent's key, which lives until it is revoked. Else the end of a session, however much it is used.
    expires_at   timestamptz,
    revoked_at   timestamptz
);

create unique index credential_secret on credential (secret_hash);
create index credential_account on credential (account_id) where revoked_at is null;

-- Whoever is blocked cannot write to, befriend or comment on the blocker.
create table block (
    blocker_id bigint not null references account (id),
    blocked_id bigint not null references account (id),
    created_at timestamptz not null,
    constraint block_pkey primary key (blocker_id, blocked_id)
);

create index block_blocked on block (blocked_id);

-- Unordered pairs: the smaller id comes first.
create table friendship (
    low_id     bigint not null references account (id),
    high_id    bigint not null references account (id),
    created_at timestamptz not null,
    constraint friendship_pkey primary key (low_id, high_id),
    constraint friendship_order check (low_id < high_id)
);

create index friendship_high on friendship (high_id);
