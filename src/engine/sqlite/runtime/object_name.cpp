#include "engine/sqlite/runtime/object_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "sql/find_type.hpp"
#include "sql/read/read.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

struct Numbered {
    BaseType type;
    std::int64_t oid, array_oid;
};
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/include/catalog/pg_type.dat
constexpr auto numbers = std::to_array<Numbered>({
    {BaseType::boolean, 16, 1000},    {BaseType::bytea, 17, 1001},       {BaseType::name, 19, 1003},
    {BaseType::int8, 20, 1016},       {BaseType::int2, 21, 1005},        {BaseType::int4, 23, 1007},
    {BaseType::text, 25, 1009},       {BaseType::oid, 26, 1028},         {BaseType::json, 114, 199},
    {BaseType::float4, 700, 1021},    {BaseType::float8, 701, 1022},     {BaseType::unknown, 705, 0},
    {BaseType::bpchar, 1042, 1014},   {BaseType::varchar, 1043, 1015},   {BaseType::date, 1082, 1182},
    {BaseType::time, 1083, 1183},     {BaseType::timestamp, 1114, 1115}, {BaseType::timestamptz, 1184, 1185},
    {BaseType::interval, 1186, 1187}, {BaseType::timetz, 1266, 1270},    {BaseType::numeric, 1700, 1231},
    {BaseType::regclass, 2205, 2210}, {BaseType::regtype, 2206, 2211},   {BaseType::record, 2249, 2287},
    {BaseType::any, 2276, 0},         {BaseType::anyarray, 2277, 0},     {BaseType::void_type, 2278, 0},
    {BaseType::trigger, 2279, 0},     {BaseType::anyelement, 2283, 0},   {BaseType::uuid, 2950, 2951},
    {BaseType::tsvector, 3614, 3643}, {BaseType::tsquery, 3615, 3645},   {BaseType::jsonb, 3802, 3807},
    {BaseType::citext, 9000, 9001},
});
// Arrays of the catalog's own types are numbered past all of its objects.
constexpr std::int64_t user_arrays = 1'000'000'000;

}  // namespace

Result<sql::CatalogRelation const*> find_relation(sql::Catalog const& catalog, std::string_view text) {
    auto const parts = identifier_parts(text, true);
    if (!parts) return failure("42602", "invalid name syntax");
    if (parts->size() > 3)
        return failure("42601", "improper relation name (too many dotted names): " + join(*parts, "."));
    bool const qualified = parts->size() > 1;
    sql::QualifiedName const name{qualified ? (*parts)[parts->size() - 2] : "", parts->back()};
    return catalog.find_relation(name, {"public"});
}

Result<sql::CatalogRelation const*> require_relation(sql::Catalog const& catalog, std::string_view text) {
    TRY(auto const* found, find_relation(catalog, text));
    if (found != nullptr) return found;
    TRY(auto const parts, identifier_parts(text, true));
    return failure("42P01", "relation \"" + join(parts, ".") + "\" does not exist");
}

std::optional<sql::Type> find_named_type(sql::Catalog const& catalog, std::string_view text) {
    auto const name = sql::read_type(text);
    if (!name) return std::nullopt;
    auto const type = sql::find_type(catalog, {"public"}, *name);
    if (!type) return std::nullopt;
    return sql::unmodified(*type);
}

std::int64_t oid_of(sql::Type type) {
    if (type.user != 0) return type.array ? type.user + user_arrays : type.user;
    auto const* const found = std::ranges::find(numbers, type.base, &Numbered::type);
    if (found == numbers.end()) return 0;
    return type.array ? found->array_oid : found->oid;
}

std::optional<sql::Type> type_of_oid(sql::Catalog const& catalog, std::int64_t oid) {
    for (auto const& one : numbers)
        if (oid != 0 && (one.oid == oid || one.array_oid == oid))
            return sql::Type{.base = one.type, .array = one.array_oid == oid};
    bool const array = oid > user_arrays;
    auto const id = array ? oid - user_arrays : oid;
    if (catalog.enums.contains(id))
        return sql::Type{.base = BaseType::enumeration, .user = id, .array = array};
    if (catalog.domains.contains(id)) return sql::Type{.base = BaseType::domain, .user = id, .array = array};
    if (catalog.relations.contains(id))
        return sql::Type{.base = BaseType::composite, .user = id, .array = array};
    return std::nullopt;
}

}  // namespace backstay::engine::sqlite
