-- The audit log is only ever added to, and sealed: src/auth/audit_chain.hpp says how. An entry without a seal
-- is one that the next seal takes in.
alter table auth.audit_log_entries add column seal bigint;
create index audit_log_entries_seal_idx on auth.audit_log_entries (seal, id);
create index audit_log_entries_unsealed_idx on auth.audit_log_entries (created_at) where seal is null;

create table auth.audit_seals (
    number bigint primary key check (number > 0),
    entry_count integer not null check (entry_count > 0),
    first_at timestamptz,
    last_at timestamptz,
    sealed_at timestamptz not null,
    entries text,
    content text not null,
    previous text not null,
    digest text not null,
    key_id text not null,
    mac text not null
);

-- One row: how far retention has come. Whoever seals or removes holds its lock meanwhile.
create table auth.audit_retention (
    id boolean primary key default true check (id),
    removed_through bigint not null default 0,
    removed_at timestamptz,
    key_id text not null default '',
    mac text not null default ''
);
insert into auth.audit_retention default values;

create function auth.keep_audit_entry() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.seal is null and new.id = old.id and new.instance_id is not distinct from old.instance_id
           and new.payload::text is not distinct from old.payload::text
           and new.created_at is not distinct from old.created_at and new.ip_address = old.ip_address then
            return new;
        end if;
    elsif old.seal <= (select removed_through from auth.audit_retention) then
        return old;
    end if;
    raise exception 'the audit log is only ever added to: entry % stays as it is', old.id
        using errcode = '42501', hint = 'Old entries go by the setting auth.audit_retention.';
end
$$;
create trigger keep_audit_entry before update or delete on auth.audit_log_entries
    for each row execute function auth.keep_audit_entry();

create function auth.keep_audit_seal() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.number <= (select removed_through from auth.audit_retention) and new.entries is null
           and new.number = old.number and new.entry_count = old.entry_count
           and new.first_at is not distinct from old.first_at and new.last_at is not distinct from old.last_at
           and new.sealed_at = old.sealed_at and new.content = old.content and new.previous = old.previous
           and new.digest = old.digest and new.key_id = old.key_id and new.mac = old.mac then
            return new;
        end if;
    end if;
    raise exception 'seal % of the audit log stays as it is', old.number using errcode = '42501';
end
$$;
create trigger keep_audit_seal before update or delete on auth.audit_seals
    for each row execute function auth.keep_audit_seal();

create function auth.keep_audit_retention() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if new.removed_through >= old.removed_through then
            return new;
        end if;
    end if;
    raise exception 'what is removed from the audit log stays removed' using errcode = '42501';
end
$$;
create trigger keep_audit_retention before update or delete on auth.audit_retention
    for each row execute function auth.keep_audit_retention();
