-- Tickets for one WebSocket each, for browsers, which cannot send a header and must not put a token into a URL.
create table ws_ticket (
    secret_hash   bytea primary key,
    credential_id uuid not null references credential (id) on delete cascade,
    expires_at    timestamptz not null
);

create index ws_ticket_expires on ws_ticket (expires_at);
