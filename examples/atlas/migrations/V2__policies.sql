-- Everyone reads the world, and nobody changes it but the service role. What people keep is theirs alone.

grant select on language, country, country_language, border, subdivision, city to anon, authenticated;
grant select, insert, update, delete on place to authenticated;
grant all on language, country, country_language, border, subdivision, city, place to service_role;

alter table language enable row level security;
alter table country enable row level security;
alter table country_language enable row level security;
alter table border enable row level security;
alter table subdivision enable row level security;
alter table city enable row level security;
alter table place enable row level security;

create policy language_read on language for select to anon, authenticated using (true);
create policy country_read on country for select to anon, authenticated using (true);
create policy country_language_read on country_language for select to anon, authenticated using (true);
create policy border_read on border for select to anon, authenticated using (true);
create policy subdivision_read on subdivision for select to anon, authenticated using (true);
create policy city_read on city for select to anon, authenticated using (true);

create policy place_own on place for all to authenticated
    using (user_id = auth.uid()) with check (user_id = auth.uid());
