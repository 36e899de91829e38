-- The latest request of one account to another; an answered one stays, to show its sender what became of it.
create table friend_request (
    id           uuid primary key,
    requester_id bigint not null references account (id),
    addressee_id bigint not null references account (id),
    message      text not null,
    status       text not null,
    created_at   timestamptz not null,
    constraint friend_request_pair unique (requester_id, addressee_id),
    constraint friend_request_status check (status in ('pending', 'accepted', 'rejected')),
    constraint friend_request_not_to_oneself check (requester_id <> addressee_id)
);

create index friend_request_addressee on friend_request (addressee_id) where status = 'pending';
