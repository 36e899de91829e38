create index concurrently notification_read on notification (read_at) where read_at is not null;
