#include "engine/postgres/catalog_query.hpp"

namespace backstay::engine::postgres {
namespace {

// Each row as PostgreSQL sends it, which costs it a quarter of what an array of JSON costs. What many rows
// have in common, and what few rows have, stands apart: it is cheaper to find there than in a join of all of
// them.
//
// Objects of users have an oid from 16384 on (FirstNormalObjectId). Where a part names more than is shown,
// what is not is left out when it is read.

// Each table is a type, and so is an array of its rows: hardly any is ever used. A type comes once for each
// modifier that columns have of it, with what these have in common.
constexpr char const* types_query = R"sql(
with format as materialized (
    select distinct a.atttypid as type, a.atttypmod as modifier
    from pg_attribute a where a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped
), used as materialized (
    select type from format
    union select unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]) || p.prorettype)
    from pg_proc p where p.oid >= 16384
)
select t.oid, n.nspname, t.typname, t.typtype, t.typelem, t.typbasetype, t.typrelid,
    case when t.typtype = 'e' then
        (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) end,
    t.typcategory, t.typtypmod, t.typdefault, t.typnotnull, f.modifier, format_type(f.type, f.modifier),
    case when t.typtype = 'd' and base.typnamespace = 'pg_catalog'::regnamespace
            then format_type(t.typbasetype, null)
        when t.typtype <> 'd' and t.typnamespace = 'pg_catalog'::regnamespace then format_type(f.type, null)
        else format_type(f.type, f.modifier) end,
    case when t.typtype = 'd' then information_schema._pg_char_max_length(t.typbasetype, t.typtypmod)
        when f.modifier <> -1 then information_schema._pg_char_max_length(f.type, f.modifier) end
from pg_type t join pg_namespace n on n.oid = t.typnamespace
left join format f on f.type = t.oid
left join pg_type base on base.oid = t.typbasetype
where t.typtype <> 'c'
    and (t.typcategory <> 'A' or t.typelem not in (select oid from pg_type where typtype = 'c'))
   or t.oid in (select type from used) or t.typarray in (select type from used)
)sql";

constexpr char const* relations_query = R"sql(
select c.oid, s.nspname, c.relname, c.relkind, note.description,
    case when c.relkind in ('r', 'p') then 28 else pg_relation_is_updatable(c.oid, true) end,
    case when c.relkind in ('v', 'm') then r.ev_action end
from pg_class c join pg_namespace s on s.oid = c.relnamespace
left join pg_description note
    on note.objoid = c.oid and note.classoid = 'pg_class'::regclass and note.objsubid = 0
left join pg_rewrite r on r.ev_class = c.oid and r.rulename = '_RETURN'
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and not c.relispartition
  and s.nspname !~ '^pg_' and s.nspname <> 'information_schema'
)sql";

// With a table pg_get_expr opens it: only an expression that names columns has to be told which.
constexpr char const* defaults_query = R"sql(
select d.adrelid, d.adnum,
    pg_get_expr(d.adbin, case when strpos(d.adbin::text, '{VAR ') > 0 then d.adrelid else 0 end)
from pg_attrdef d
)sql";

constexpr char const* sequences_query = R"sql(
select d.refobjid, d.refobjsubid, quote_literal(quote_ident(n.nspname) || '.' || quote_ident(q.relname))
from pg_sequence own
join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = own.seqrelid
    and d.refclassid = 'pg_class'::regclass and d.deptype = 'i'
join pg_class q on q.oid = own.seqrelid join pg_namespace n on n.oid = q.relnamespace
)sql";

constexpr char const* column_notes_query = R"sql(
select note.objoid, note.objsubid, note.description
from pg_description note
where note.classoid = 'pg_class'::regclass and note.objsubid > 0 and note.objoid >= 16384
)sql";

constexpr char const* columns_query = R"sql(
select a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.atthasdef, a.attgenerated,
    a.attidentity
from pg_attribute a join pg_class c on c.oid = a.attrelid
where a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped
  and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and not c.relispartition
)sql";

constexpr char const* keys_query = R"sql(
select k.conrelid, k.contype, k.conkey from pg_constraint k where k.contype in ('p', 'u') order by k.oid
)sql";

constexpr char const* unique_indexes_query = R"sql(
select i.indrelid, i.indkey
from pg_index i
where i.indrelid >= 16384 and i.indisunique and i.indpred is null and i.indexprs is null
)sql";

constexpr char const* foreign_keys_query = R"sql(
select k.conname, k.conrelid, k.conkey, k.confrelid, k.confkey
from pg_constraint k where k.contype = 'f' and k.conparentid = 0 order by k.conrelid, k.conname
)sql";

constexpr char const* functions_query = R"sql(
select s.nspname, p.proname, obj_description(p.oid, 'pg_proc'), array_to_json(p.proargnames),
    array_to_json(p.proargmodes), coalesce(p.proallargtypes, p.proargtypes::oid[]), p.pronargs,
    p.pronargdefaults, p.prorettype, format_type(p.prorettype, null), p.proretset, p.prorows::int8, p.provolatile,
    array_to_json(p.proconfig),
    (select json_agg(format_type(a.type, null) order by a.place)
     from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as a(type, place)),
    p.oid
from pg_proc p join pg_namespace s on s.oid = p.pronamespace
where p.prokind = 'f' and p.prorettype <> 'trigger'::regtype and p.prorettype <> 'event_trigger'::regtype
  and s.nspname !~ '^pg_' and s.nspname <> 'information_schema'
order by p.oid
)sql";

constexpr char const* media_handlers_query = R"sql(
select lower(t.typname), s.nspname, p.proname, p.prokind = 'a', an.nspname, a.typname, a.typrelid <> 0
from pg_type t join pg_proc p on p.prorettype = t.oid join pg_namespace s on s.oid = p.pronamespace
left join pg_type a on p.prokind = 'a' and p.pronargs = 1 and a.oid = p.proargtypes[0]
left join pg_namespace an on an.oid = a.typnamespace
where t.typtype = 'd' and (t.typname ~* '^[a-z0-9.-]+/[a-z0-9.+-]+$' or t.typname = '*/*')
  and (p.prokind = 'f' and not p.proretset
       or p.prokind = 'a' and p.pronargs = 1 and (a.typrelid <> 0 or a.oid = 'anyelement'::regtype))
  and s.nspname !~ '^pg_' and s.nspname <> 'information_schema'
)sql";

constexpr char const* representations_query = R"sql(
select k.castsource, k.casttarget, f.nspname, p.proname,
    k.castsource in ('json'::regtype, 'text'::regtype), 'json'::regtype in (k.castsource, k.casttarget)
from pg_cast k join pg_type b on b.oid = k.castsource join pg_type c on c.oid = k.casttarget
join pg_proc p on p.oid = k.castfunc join pg_namespace f on f.oid = p.pronamespace
where k.castcontext = 'i' and k.castmethod = 'f' and has_function_privilege(k.castfunc, 'execute')
  and (b.typtype = 'd' and k.casttarget in ('json'::regtype, 'text'::regtype)
       or c.typtype = 'd' and k.castsource in ('json'::regtype, 'text'::regtype))
)sql";

constexpr char const* descriptions_query = R"sql(
select s.nspname, note.description
from pg_namespace s
join pg_description note
    on note.objoid = s.oid and note.classoid = 'pg_namespace'::regclass and note.objsubid = 0
where s.nspname !~ '^pg_' and s.nspname <> 'information_schema'
)sql";

constexpr char const* timezones_query = "select name from pg_timezone_names";

constexpr char const* role_settings_query = R"sql(
select r.rolname,
    (select json_agg(c) from unnest(d.setconfig) c join pg_settings p on p.name = split_part(c, '=', 1)
     where p.context = 'user')
from pg_db_role_setting d join pg_roles r on r.oid = d.setrole
where d.setdatabase in (0, (select oid from pg_database where datname = current_database()))
)sql";

}  // namespace

char const* catalog_query(CatalogPart part) {
    switch (part) {
        case CatalogPart::types: return types_query;
        case CatalogPart::relations: return relations_query;
        case CatalogPart::defaults: return defaults_query;
        case CatalogPart::sequences: return sequences_query;
        case CatalogPart::column_notes: return column_notes_query;
        case CatalogPart::columns: return columns_query;
        case CatalogPart::keys: return keys_query;
        case CatalogPart::unique_indexes: return unique_indexes_query;
        case CatalogPart::foreign_keys: return foreign_keys_query;
        case CatalogPart::functions: return functions_query;
        case CatalogPart::media_handlers: return media_handlers_query;
        case CatalogPart::representations: return representations_query;
        case CatalogPart::descriptions: return descriptions_query;
        case CatalogPart::timezones: return timezones_query;
        case CatalogPart::role_settings: return role_settings_query;
        case CatalogPart::count: break;
    }
    return "";
}

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
