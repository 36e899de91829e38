create index concurrently inbox_item_expiring on inbox_item (expires_at) where expires_at is not null and acked_at is null;
