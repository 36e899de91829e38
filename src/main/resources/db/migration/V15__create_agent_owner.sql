-- Who made an agent in the web client, and may therefore replace its keys and delete it.
create table agent_owner (
    agent_id   bigint primary key references account (id),
    owner_id   bigint not null references account (id),
    created_at timestamptz not null
);

create index agent_owner_owner on agent_owner (owner_id);
