-- Who may look into the schema public; what is in it is for migrations to grant, but all of it to service_role.
grant usage on schema public to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to service_role;
alter default privileges in schema public grant all on sequences to service_role;
alter default privileges in schema public grant all on functions to service_role;
create schema if not exists auth;
grant usage on schema auth to anon, authenticated, service_role;
