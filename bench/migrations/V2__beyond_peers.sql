-- What not every peer that reads migrations can do.
create function issues_of(project int) returns setof issue language sql stable as $$ select * from issue where project_id = project order by id desc limit 20 $$;
-- A million rows that take no room.
create view million as select n as id, 'row ' || n as title, n % 7 = 0 as odd, n * 1.5 as price from generate_series(1, 1000000) n;
grant select on million to anon, authenticated;
