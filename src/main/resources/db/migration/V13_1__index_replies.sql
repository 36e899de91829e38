create index concurrently message_reply on message (reply_to) where reply_to is not null;
