-- The outbox carries text messages beside mails; a code that is valid for a minute is void after it.
alter table backstay.mails add column channel text not null default 'mail';
alter table backstay.mails add column void_at timestamptz;
