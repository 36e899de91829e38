-- When its sender took a message back. Its payload says the same to clients, and no longer what the message was.
alter table message add column deleted_at timestamptz;
