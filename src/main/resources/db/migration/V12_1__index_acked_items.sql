-- Retention takes the longest acknowledged items first. A send does not touch this index; an acknowledgement adds an entry at
-- its end, and had to write to the others anyway.
create index concurrently inbox_item_acked on inbox_item (acked_at) where acked_at is not null;
