-- What an owner needs to tell his keys and sessions apart. An agent's key may now have an end, too: when it was made with
-- one, or when another takes its place after a time of grace.
alter table credential
    add column name         text not null default '', -- the owner's word for a key; the browser of a session
    add column prefix       text not null default '', -- the first characters of the secret, to recognise it by
    add column last_used_ip text;

-- Every replica looks each second for what was revoked by another one, or has expired.
create index credential_revoked on credential (revoked_at) where revoked_at is not null;
create index credential_ending on credential (expires_at) where revoked_at is null and expires_at is not null;

-- The credentials that open something at this moment, by the database's clock (promise P32). A session ends when it has
-- not been used for 30 days; a key may lie idle for ever.
create view valid_credential as
select c.id, c.account_id, c.secret_hash, c.name, c.prefix, c.created_at, c.last_used_at, c.last_used_ip, c.expires_at,
       a.display_name, a.handle
from credential c join account a on a.id = c.account_id
where c.revoked_at is null and a.deleted_at is null
  and (c.expires_at is null or c.expires_at > now())
  and (c.account_id > 0 or c.last_used_at > now() - interval '30 days');
