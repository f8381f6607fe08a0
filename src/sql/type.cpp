#include "sql/type.hpp"

#include <array>
#include <utility>

namespace backstay::sql {
namespace {

using Name = std::pair<BaseType, std::string_view>;

constexpr auto printed_names = std::to_array<Name>({
    {BaseType::unknown, "unknown"},
    {BaseType::boolean, "boolean"},
    {BaseType::int2, "smallint"},
    {BaseType::int4, "integer"},
    {BaseType::int8, "bigint"},
    {BaseType::numeric, "numeric"},
    {BaseType::float4, "real"},
    {BaseType::float8, "double precision"},
    {BaseType::text, "text"},
    {BaseType::varchar, "character varying"},
    {BaseType::bpchar, "character"},
    {BaseType::name, "name"},
    {BaseType::citext, "citext"},
    {BaseType::uuid, "uuid"},
    {BaseType::timestamptz, "timestamp with time zone"},
    {BaseType::timestamp, "timestamp without time zone"},
    {BaseType::date, "date"},
    {BaseType::time, "time without time zone"},
    {BaseType::timetz, "time with time zone"},
    {BaseType::interval, "interval"},
    {BaseType::bytea, "bytea"},
    {BaseType::json, "json"},
    {BaseType::jsonb, "jsonb"},
    {BaseType::tsvector, "tsvector"},
    {BaseType::tsquery, "tsquery"},
    {BaseType::oid, "oid"},
    {BaseType::regclass, "regclass"},
    {BaseType::regtype, "regtype"},
    {BaseType::void_type, "void"},
    {BaseType::trigger, "trigger"},
    {BaseType::enumeration, ""},
    {BaseType::domain, ""},
    {BaseType::composite, ""},
    {BaseType::record, "record"},
    {BaseType::any, "\"any\""},
    {BaseType::anyelement, "anyelement"},
    {BaseType::anyarray, "anyarray"},
    {BaseType::anynonarray, "anynonarray"},
    {BaseType::anyenum, "anyenum"},
    {BaseType::anycompatible, "anycompatible"},
    {BaseType::anycompatiblearray, "anycompatiblearray"},
    {BaseType::anycompatiblenonarray, "anycompatiblenonarray"},
});

// The internal names, and the spellings that the grammar turns into them.
constexpr auto other_names = std::to_array<Name>({
    {BaseType::boolean, "bool"},
    {BaseType::int2, "int2"},
    {BaseType::int4, "int4"},
    {BaseType::int4, "int"},
    {BaseType::int8, "int8"},
    {BaseType::numeric, "decimal"},
    {BaseType::float4, "float4"},
    {BaseType::float8, "float8"},
    {BaseType::varchar, "varchar"},
    {BaseType::bpchar, "bpchar"},
    {BaseType::bpchar, "char"},
    {BaseType::timestamptz, "timestamptz"},
    {BaseType::timestamp, "timestamp"},
    {BaseType::time, "time"},
    {BaseType::timetz, "timetz"},
    {BaseType::any, "any"},
});

std::string modifier_text(Type type) {
    if (type.modifier < 0) return {};
    if (type.base != BaseType::numeric) return "(" + std::to_string(type.modifier) + ")";
    return "(" + std::to_string(precision_of(type.modifier)) + "," + std::to_string(scale_of(type.modifier)) +
           ")";
}

}  // namespace

std::string_view type_name(BaseType base) {
    for (auto const& [type, name] : printed_names)
        if (type == base) return name;
    return {};
}

std::string format_type(Type type, std::string_view user_name) {
    std::string_view name = user_name.empty() ? type_name(type.base) : user_name;
    std::string out;
    bool const timed = type.base == BaseType::timestamptz || type.base == BaseType::timestamp ||
                       type.base == BaseType::time || type.base == BaseType::timetz;
    auto const space = name.find(' ');
    if (timed && type.modifier >= 0 && space != std::string_view::npos) {
        out = std::string(name.substr(0, space)) + modifier_text(type) + std::string(name.substr(space));
    } else {
        out = std::string(name) + modifier_text(type);
    }
    return type.array ? out + "[]" : out;
}

BaseType find_builtin_type(std::string_view name) {
    for (auto const& [type, known] : printed_names)
        if (!known.empty() && known == name) return type;
    for (auto const& [type, known] : other_names)
        if (known == name) return type;
    return BaseType::unknown;
}

}  // namespace backstay::sql
