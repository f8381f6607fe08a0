-- engine: postgres
create function auth.keep_audit_log() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only ever added to: % stays as it is', tg_table_name
        using errcode = '42501', hint = 'Old entries go by the setting auth.audit_retention.';
end
$$;
create trigger keep_audit_log before truncate on auth.audit_log_entries
    for each statement execute function auth.keep_audit_log();
create trigger keep_audit_log before truncate on auth.audit_seals
    for each statement execute function auth.keep_audit_log();
create trigger keep_audit_log before truncate on auth.audit_retention
    for each statement execute function auth.keep_audit_log();
