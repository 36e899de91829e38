-- Whether those who write to the account learn that it has read what they wrote.
alter table account add column send_read_receipts boolean not null default true;
