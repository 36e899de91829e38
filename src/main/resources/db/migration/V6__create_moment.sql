create table moment (
    id         uuid primary key,            -- UUIDv7: the order of the feed
    author_id  bigint not null references account (id),
    content    text not null,
    visibility text not null,
    created_at timestamptz not null,
    constraint moment_visibility check (visibility in ('public', 'friends', 'private'))
);

create index moment_author on moment (author_id, id);

-- A like that was taken back stays, so that liking again does not tell the author again.
create table moment_like (
    moment_id  uuid not null references moment (id) on delete cascade,
    account_id bigint not null references account (id),
    active     boolean not null,
    constraint moment_like_pkey primary key (moment_id, account_id)
);

create index moment_like_account on moment_like (account_id);

create table moment_comment (
    id         uuid primary key,
    moment_id  uuid not null references moment (id) on delete cascade,
    author_id  bigint not null references account (id),
    body       text not null,
    created_at timestamptz not null
);

create index moment_comment_moment on moment_comment (moment_id, id);
create index moment_comment_author on moment_comment (author_id);
