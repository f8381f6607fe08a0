-- The answers to requests with an Idempotency-Key, kept in the transaction of their writes. Nobody but the
-- owner may look at them.
create table backstay.idempotency (
    scope text not null,
    key text not null,
    fingerprint text not null,
    status integer not null,
    headers text not null,
    body text not null,
    created timestamptz not null default now(),
    primary key (scope, key)
);
create index idempotency_created on backstay.idempotency (created);
