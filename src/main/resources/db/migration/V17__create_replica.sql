-- The servers that run on this database at the moment, and who is online at each. Unlogged: a commit that writes nothing
-- else waits for no disk, and what a crash of the database empties is written anew within seconds.
create unlogged table replica (
    id      uuid primary key,           -- made at each start
    seen_at timestamptz not null        -- its last heartbeat
) with (fillfactor = 50);

create unlogged table replica_presence (
    replica_id  uuid primary key,
    version     bigint not null,        -- rises with every change, so that the others read it only then
    account_ids bigint[] not null,
    constraint replica_presence_replica foreign key (replica_id) references replica (id) on delete cascade
);
