-- A message while it is being written. It is in no inbox and no history until it ends; then the message proper is written
-- under the same id, in the transaction that ends the stream. What has ended stays a few minutes for those who watch.
create table message_stream (
    id             uuid primary key,             -- the message's
    sender_id      bigint not null,
    sender_name    text not null,                -- as it was at the start
    credential_id  uuid not null,                -- with which it was started
    recipient_id   bigint,                       -- null: a group's
    group_id       uuid,
    thread_id      text not null,                -- its id on the wire
    draft          text not null,                -- the request, as JSON
    opening        text not null,                -- the message as JSON, as those who watch see it first
    heard_at       timestamptz not null default now(),
    last_seq       bigint not null default 0,
    text_bytes     integer not null,
    other_bytes    integer not null default 0,
    tail           text not null,                -- the end of the text, where a secret may have begun
    stop_requested boolean not null default false,
    state          text not null default 'streaming',
    ended_at       timestamptz,
    constraint message_stream_place check ((recipient_id is null) <> (group_id is null)),
    constraint message_stream_state check (state in ('streaming', 'finished', 'aborted')),
    constraint message_stream_end check ((state = 'streaming') = (ended_at is null))
) with (fillfactor = 50);

-- The few that are open, also for the look at which of them have fallen silent: nothing in it changes with a chunk.
create index message_stream_open on message_stream (sender_id) where ended_at is null;

-- What was said in it, a row for each request that carried chunks.
create table message_stream_part (
    stream_id uuid not null,
    seq       bigint not null,                   -- of its last chunk
    parts     text not null,                     -- JSON: [{"kind", "delta"}, …]
    constraint message_stream_part_pkey primary key (stream_id, seq)
);
