-- What can be searched for in messages. Apart from the messages, so that a send pays nothing for it: one of the servers
-- fills it behind the commits. Everything that a search may ask for is a word of the text or a label (a:… a direct message
-- of this account, t:… the thread, f:… the sender, h:file, h:link), so that one index answers it all.
create table message_search (
    message_id uuid primary key,
    thread_id  uuid not null,
    created_at timestamptz not null,
    in_group   boolean not null,
    words      tsvector not null
);

create index message_search_words on message_search using gin (words);

-- How far that has come, in one row, whose lock is held by the server that is at it.
create table message_search_progress (
    -- All up to here was looked at once…
    fresh   uuid not null,
    -- …and all up to here once more, after every transaction that could have made one of them must have ended.
    settled uuid not null
);

insert into message_search_progress (fresh, settled)
values ('00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000');

-- Messages that say something else than when they were looked at.
create table message_search_again (
    message_id uuid primary key
);
