#include "migrate/encrypted.hpp"

#include "base/text.hpp"
#include "sql/encryption.hpp"

namespace backstay::migrate {
namespace {

constexpr std::string_view declared = R"sql(
select c.oid::text || ' ' || a.attnum, s.nspname, c.relname, a.attname, d.description
from pg_catalog.pg_description d
    join pg_catalog.pg_class c on c.oid = d.objoid
    join pg_catalog.pg_namespace s on s.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid > 0
    and d.description like '@encrypted%' and not a.attisdropped
order by c.oid, a.attnum)sql";

// What is wrong with the first of them, and what rests on it but views and triggers, which see what is
// stored. An index over left(column, 35) is the blind index's.
constexpr std::string_view problems = R"sql(
with encrypted as (
    select c.oid as relation, c.relname, c.relkind, a.attnum, a.attname, a.atttypid, a.atthasdef,
        split_part(d.description, E'\n', 1) ~ '\(.*searchable' as searchable
    from pg_catalog.pg_description d
        join pg_catalog.pg_class c on c.oid = d.objoid
        join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
    where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid > 0
        and d.description like '@encrypted%' and not a.attisdropped),
problem as (
    select relation, attnum, attname, 'it is no column of a table' as what from encrypted
    where relkind not in ('r', 'p')
    union all
    select relation, attnum, attname, 'its type is not text' from encrypted
    where atttypid <> 'pg_catalog.text'::pg_catalog.regtype
    union all
    select relation, attnum, attname, 'it has a default' from encrypted where atthasdef
    union all
    select relation, attnum, attname, 'its table has no primary key of integers, uuids or texts'
    from encrypted e
    where not exists (select from pg_catalog.pg_constraint k where k.conrelid = e.relation and k.contype = 'p')
        or exists (select from pg_catalog.pg_constraint k
            join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
            where k.conrelid = e.relation and k.contype = 'p'
                and a.atttypid not in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'uuid'::regtype,
                    'text'::regtype))
    union all
    select e.relation, e.attnum, e.attname,
        pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) || ' is over it'
    from encrypted e
        join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and d.refobjid = e.relation and d.refobjsubid = e.attnum
        left join pg_catalog.pg_class i on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and i.oid = d.objid and d.objsubid = 0
    where (d.classid in ('pg_catalog.pg_constraint'::pg_catalog.regclass,
                'pg_catalog.pg_policy'::pg_catalog.regclass)
            or (d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and not e.atthasdef)
            or (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid > 0)
            or (i.relkind in ('i', 'I') and not (e.searchable
                and not exists (select from pg_catalog.pg_index x where x.indexrelid = i.oid
                    and (x.indisunique or e.attnum = any (x.indkey) or x.indpred is not null))
                and pg_catalog.pg_get_indexdef(i.oid) like '%"left"(' || quote_ident(e.attname) || ', 35)%'))))
select attname, what from problem order by relation, attnum, what limit 1)sql";

Failure refusal(std::string const& column, std::string const& what) {
    return failure("55000", "column \"" + column + "\" is encrypted: " + what)
        .hint(
            "The database compares and computes ciphertexts. docs/encryption.md says what can be done "
            "instead.");
}

}  // namespace

Result<EncryptedPlaces> encrypted_places(engine::Session& session) {
    TRY(auto const answer, session.execute(declared));
    EncryptedPlaces places;
    for (auto const& row : answer.rows) {
        auto const text = [&](std::size_t at) { return row.at(at).value_or(""); };
        TRY(auto const encryption, sql::read_encryption(text(4), {text(1), text(2)}, text(3)));
        places[text(0)] = encryption.place;
    }
    return places;
}

Result<void> check_encrypted(engine::Session& session, EncryptedPlaces const& before) {
    TRY(auto const now, encrypted_places(session));
    if (now.empty()) return {};
    for (auto const& [column, place] : before) {
        auto const found = now.find(column);
        if (found == now.end() || found->second == place) continue;
        return failure("55000", "the values of " + found->second + " are bound to " + place)
            .hint(
                "Where a table, a column or a schema is renamed, the comment says what it was called: "
                "'@encrypted(as " +
                place + ")'.");
    }
    TRY(auto const answer, session.execute(problems));
    if (answer.rows.empty()) return {};
    return refusal(answer.rows[0].at(0).value_or(""), answer.rows[0].at(1).value_or(""));
}

}  // namespace backstay::migrate
