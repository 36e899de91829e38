-- Which message of ours a message replies to, and the one member a group's message was written to: what a waiting asker is
-- answered by. Both stay empty for what was sent before.
alter table message add column reply_to uuid, add column addressee_id bigint;

-- When an item is no longer wanted, by its sender or by its recipient's setting: from then on it is handed out to nobody.
-- Settled by the send. Whoever acknowledges it later changes nothing any more.
alter table inbox_item add column expires_at timestamptz;

-- How old a message may become before the account does not want it any more; null: never too old.
alter table account add column max_backlog_age integer;
alter table account add constraint account_max_backlog_age check (max_backlog_age > 0) not valid;
alter table account validate constraint account_max_backlog_age;

-- The newest number handed out over each channel, so that what is handed out again can say so.
create table handed_out (
    account_id bigint not null,
    channel    text not null,
    seq        bigint not null,
    constraint handed_out_pkey primary key (account_id, channel)
) with (fillfactor = 50);
