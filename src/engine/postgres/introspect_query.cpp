#include "engine/postgres/introspect.hpp"

namespace backstay::engine::postgres {

// Each member of the object is an array of arrays, whose places introspect.cpp names.
std::string_view introspection_query() {
    return R"sql(
with shown as (
    select oid, nspname from pg_namespace
    where nspname !~ '^pg_' and nspname <> 'information_schema'
), format as materialized (
    -- What many columns have in common is worked out once.
    select distinct a.atttypid as id, a.atttypmod as modifier
    from pg_attribute a join pg_class c on c.oid = a.attrelid join shown s on s.oid = c.relnamespace
    where a.attnum > 0 and not a.attisdropped
      and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and not c.relispartition
), used as materialized (
    select id from format
    union select unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]) || p.prorettype)
    from pg_proc p join shown s on s.oid = p.pronamespace
)
select json_build_object(
-- Each table is a type, and so is an array of its rows: hardly any is ever used.
'types', (select coalesce(json_agg(json_build_array(
        t.oid::int8, n.nspname, t.typname, t.typtype, t.typelem::int8, t.typbasetype::int8, t.typrelid::int8,
        case when t.typtype = 'e' then
            (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) end,
        t.typcategory, t.typtypmod)), '[]')
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
    left join pg_type item on item.oid = t.typelem and t.typcategory = 'A'
    where t.typtype <> 'c' and coalesce(item.typtype, 'b') <> 'c'
       or t.oid in (select id from used) or t.typarray in (select id from used)),
'formats', (select coalesce(json_agg(json_build_array(
        f.id::int8, f.modifier, format_type(f.id, f.modifier),
        case when t.typtype = 'd' and base.typnamespace = 'pg_catalog'::regnamespace
                then format_type(t.typbasetype, null)
            when t.typtype <> 'd' and t.typnamespace = 'pg_catalog'::regnamespace then format_type(f.id, null)
            else format_type(f.id, f.modifier) end,
        case when t.typtype = 'd' then information_schema._pg_char_max_length(t.typbasetype, t.typtypmod)
            when f.modifier <> -1 then information_schema._pg_char_max_length(f.id, f.modifier) end,
        t.typdefault, t.typnotnull)), '[]')
    from format f join pg_type t on t.oid = f.id left join pg_type base on base.oid = t.typbasetype),
'relations', (select coalesce(json_agg(json_build_array(
        c.oid::int8, s.nspname, c.relname, c.relkind, obj_description(c.oid, 'pg_class'),
        case when c.relkind in ('r', 'p') then 28 else pg_relation_is_updatable(c.oid, true) end,
        case when c.relkind in ('v', 'm') then
            (select r.ev_action::text from pg_rewrite r where r.ev_class = c.oid and r.rulename = '_RETURN') end)
        order by c.oid), '[]')
    from pg_class c join shown s on s.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and not c.relispartition),
'columns', (select coalesce(json_agg(json_build_array(
        a.attrelid::int8, a.attnum, a.attname, a.atttypid::int8, a.atttypmod,
        a.attnotnull, a.atthasdef, a.attgenerated, a.attidentity)), '[]')
    from pg_attribute a join pg_class c on c.oid = a.attrelid join shown s on s.oid = c.relnamespace
    where a.attnum > 0 and not a.attisdropped
      and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and not c.relispartition),
-- What some columns have stands apart: it is cheaper to find there than in a join of all of them.
-- With a table pg_get_expr opens it: only an expression that names columns has to be told which.
'defaults', (select coalesce(json_agg(json_build_array(d.adrelid::int8, d.adnum,
        pg_get_expr(d.adbin, case when d.adbin::text ~ '\{VAR ' then d.adrelid else 0 end))), '[]')
    from pg_attrdef d),
'sequences', (select coalesce(json_agg(json_build_array(d.refobjid::int8, d.refobjsubid,
        quote_literal(quote_ident(n.nspname) || '.' || quote_ident(q.relname)))), '[]')
    from pg_sequence own
    join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = own.seqrelid
        and d.refclassid = 'pg_class'::regclass and d.deptype = 'i'
    join pg_class q on q.oid = own.seqrelid join pg_namespace n on n.oid = q.relnamespace),
'column_notes', (select coalesce(json_agg(json_build_array(note.objoid::int8, note.objsubid, note.description)), '[]')
    from pg_description note
    where note.classoid = 'pg_class'::regclass and note.objsubid > 0 and note.objoid >= 16384),
'keys', (select coalesce(json_agg(json_build_array(k.conrelid::int8, k.contype, k.conkey) order by k.oid), '[]')
    from pg_constraint k join pg_class c on c.oid = k.conrelid join shown s on s.oid = c.relnamespace
    where k.contype in ('p', 'u')),
'unique_indexes', (select coalesce(json_agg(json_build_array(i.indrelid::int8, i.indkey::int2[])), '[]')
    from pg_index i join pg_class c on c.oid = i.indrelid join shown s on s.oid = c.relnamespace
    where i.indisunique and i.indpred is null and i.indexprs is null),
'foreign_keys', (select coalesce(json_agg(json_build_array(
        k.conname, k.conrelid::int8, k.conkey, k.confrelid::int8, k.confkey) order by k.conrelid, k.conname), '[]')
    from pg_constraint k join pg_class c on c.oid = k.conrelid join shown s on s.oid = c.relnamespace
    where k.contype = 'f' and k.conparentid = 0),
'functions', (select coalesce(json_agg(json_build_array(
        s.nspname, p.proname, obj_description(p.oid, 'pg_proc'), p.proargnames, p.proargmodes,
        coalesce(p.proallargtypes, p.proargtypes::oid[])::int8[], p.pronargs, p.pronargdefaults,
        p.provariadic::int8, p.prorettype::int8, p.proretset, p.prorows, p.provolatile, p.proconfig,
        format_type(p.prorettype, null),
        (select json_agg(format_type(a.type, null) order by a.place)
         from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as a(type, place)),
        p.oid::int8)
        order by p.oid), '[]')
    from pg_proc p join shown s on s.oid = p.pronamespace
    where p.prokind = 'f' and p.prorettype <> 'trigger'::regtype and p.prorettype <> 'event_trigger'::regtype),
'media_handlers', (select coalesce(json_agg(json_build_array(
        lower(t.typname), s.nspname, p.proname, p.prokind = 'a', an.nspname, a.typname, a.typrelid <> 0)), '[]')
    from pg_type t join pg_proc p on p.prorettype = t.oid join shown s on s.oid = p.pronamespace
    left join pg_type a on p.prokind = 'a' and p.pronargs = 1 and a.oid = p.proargtypes[0]
    left join pg_namespace an on an.oid = a.typnamespace
    where t.typtype = 'd' and (t.typname ~* '^[a-z0-9.-]+/[a-z0-9.+-]+$' or t.typname = '*/*')
      and (p.prokind = 'f' and not p.proretset
           or p.prokind = 'a' and p.pronargs = 1 and (a.typrelid <> 0 or a.oid = 'anyelement'::regtype))),
'representations', (select coalesce(json_agg(json_build_array(
        k.castsource::int8, k.casttarget::int8, f.nspname, p.proname,
        k.castsource in ('json'::regtype, 'text'::regtype), 'json'::regtype in (k.castsource, k.casttarget))), '[]')
    from pg_cast k join pg_type b on b.oid = k.castsource join pg_type c on c.oid = k.casttarget
    join pg_proc p on p.oid = k.castfunc join pg_namespace f on f.oid = p.pronamespace
    where k.castcontext = 'i' and k.castmethod = 'f' and has_function_privilege(k.castfunc, 'execute')
      and (b.typtype = 'd' and k.casttarget in ('json'::regtype, 'text'::regtype)
           or c.typtype = 'd' and k.castsource in ('json'::regtype, 'text'::regtype))),
'descriptions', (select coalesce(json_agg(json_build_array(s.nspname, obj_description(s.oid, 'pg_namespace'))), '[]')
    from shown s),
'timezones', (select coalesce(json_agg(name), '[]') from pg_timezone_names),
'role_settings', (select coalesce(json_agg(json_build_array(r.rolname,
        (select array_agg(c) from unnest(d.setconfig) c join pg_settings p on p.name = split_part(c, '=', 1)
         where p.context = 'user'))), '[]')
    from pg_db_role_setting d join pg_roles r on r.oid = d.setrole
    where d.setdatabase in (0, (select oid from pg_database where datname = current_database())))
)::text
)sql";
}

// Relations as schema, name, null; functions as null, null, oid.
std::string_view visible_query() {
    return R"sql(
select n.nspname, c.relname, null::int8
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('v', 'r', 'm', 'f', 'p') and not c.relispartition and n.nspname = $1
  and (pg_has_role(c.relowner, 'USAGE')
       or has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
       or has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
union all
select null, null, p.oid::int8
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname = $1 and p.prokind = 'f' and has_function_privilege(p.oid, 'execute')
)sql";
}

}  // namespace backstay::engine::postgres
