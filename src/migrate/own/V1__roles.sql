-- engine: postgres
-- Roles belong to a whole server: another database of it may have made them already, or be making them now. A new
-- file of the embedded engine has them from the start, as such a server does.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['anon', 'authenticated', 'service_role'] loop
        begin
            if not exists (select from pg_roles where rolname = wanted) then
                execute format('create role %I nologin %s', wanted,
                               case when wanted = 'service_role' then 'bypassrls' else '' end);
            end if;
        exception when duplicate_object or unique_violation then
            null;
        end;
        -- A superuser may become any role; others have to be members.
        if not (select rolsuper from pg_roles where rolname = current_user) then
            execute format('grant %I to %I', wanted, current_user);
        end if;
    end loop;
end
$$;
