#include "engine/postgres/introspect.hpp"

namespace backstay::engine::postgres {

// Each member of the object is an array of arrays, whose places introspect.cpp names.
std::string_view introspection_query() {
    return R"sql(
with shown as (
    select oid, nspname from pg_namespace
    where nspname !~ '^pg_' and nspname <> 'information_schema'
)
select json_build_object(
'types', (select coalesce(json_agg(json_build_array(
        t.oid::int8, n.nspname, t.typname, t.typtype, t.typelem::int8, t.typbasetype::int8, t.typrelid::int8,
        (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid),
        t.typcategory, t.typtypmod)), '[]')
    from pg_type t join pg_namespace n on n.oid = t.typnamespace),
'relations', (select coalesce(json_agg(json_build_array(
        c.oid::int8, s.nspname, c.relname, c.relkind, obj_description(c.oid, 'pg_class'),
        pg_relation_is_updatable(c.oid, true),
        case when c.relkind in ('v', 'm') then
            (select r.ev_action::text from pg_rewrite r where r.ev_class = c.oid and r.rulename = '_RETURN') end)
        order by c.oid), '[]')
    from pg_class c join shown s on s.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and not c.relispartition),
'columns', (select coalesce(json_agg(json_build_array(
        a.attrelid::int8, a.attnum, a.attname, a.atttypid::int8, a.atttypmod, format_type(a.atttypid, a.atttypmod),
        a.attnotnull, a.atthasdef, case when a.atthasdef then pg_get_expr(d.adbin, d.adrelid) end,
        a.attgenerated, a.attidentity, col_description(a.attrelid, a.attnum))
        order by a.attrelid, a.attnum), '[]')
    from pg_attribute a join pg_class c on c.oid = a.attrelid join shown s on s.oid = c.relnamespace
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped
      and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and not c.relispartition),
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
         from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as a(type, place)))
        order by p.oid), '[]')
    from pg_proc p join shown s on s.oid = p.pronamespace
    where p.prokind = 'f' and p.prorettype <> 'trigger'::regtype and p.prorettype <> 'event_trigger'::regtype),
'timezones', (select coalesce(json_agg(name), '[]') from pg_timezone_names),
'role_settings', (select coalesce(json_agg(json_build_array(r.rolname,
        (select array_agg(c) from unnest(d.setconfig) c join pg_settings p on p.name = split_part(c, '=', 1)
         where p.context = 'user'))), '[]')
    from pg_db_role_setting d join pg_roles r on r.oid = d.setrole
    where d.setdatabase in (0, (select oid from pg_database where datname = current_database())))
)::text
)sql";
}

}  // namespace backstay::engine::postgres
