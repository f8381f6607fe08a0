create view country_overview with (security_invoker = true) as
    select c.code, c.name, c.region,
           (select count(*) from city where city.country = c.code) as cities,
           (select count(*) from subdivision where subdivision.country = c.code) as subdivisions,
           (select count(*) from border where border.country = c.code) as borders
    from country c;

create view language_countries with (security_invoker = true) as
    select l.code, l.name, count(*) as countries
    from language l join country_language cl on cl.language = l.code
    group by l.code, l.name;

grant select on country_overview, language_countries to anon, authenticated;

-- The cities in a box around a point, the nearest first: what an index can find, ordered by what it cannot.
create function cities_near(lat numeric, lng numeric, within numeric default 0.5) returns setof city
    language sql stable
    as $$
        select id, name, country, admin1, lat, lng
        from (select city.*,
                     (city.lat - cities_near.lat) * (city.lat - cities_near.lat)
                   + (city.lng - cities_near.lng) * (city.lng - cities_near.lng) as distance
              from city
              where city.lat between cities_near.lat - within and cities_near.lat + within
                and city.lng between cities_near.lng - within and cities_near.lng + within) as near
        order by distance, id
    $$;

create function neighbours(of_country text) returns setof country
    language sql stable
    as $$
        select country.* from country join border on border.neighbour = country.code
        where border.country = of_country order by country.name
    $$;

grant execute on function cities_near(numeric, numeric, numeric) to anon, authenticated;
grant execute on function neighbours(text) to anon, authenticated;
