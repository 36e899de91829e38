-- Codes with which accounts let others register where registration is by invite. Of a code only a SHA-256 is kept.
create table invite (
    id         uuid primary key,
    code_hash  bytea not null,
    prefix     text not null,                 -- the first characters of the code, to recognise it by
    inviter_id bigint not null references account (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    used_by    bigint,                        -- written before the account it names
    constraint invite_used check ((used_at is null) = (used_by is null))
);

create unique index invite_code on invite (code_hash);
create index invite_inviter on invite (inviter_id, id);
