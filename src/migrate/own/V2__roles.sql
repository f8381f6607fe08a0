-- engine: sqlite
create role anon nologin;
create role authenticated nologin;
create role service_role nologin bypassrls;
