#include "sql/type.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
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
    {BaseType::bit, "bit"},
    {BaseType::varbit, "bit varying"},
    {BaseType::json, "json"},
    {BaseType::jsonb, "jsonb"},
    {BaseType::jsonpath, "jsonpath"},
    {BaseType::tsvector, "tsvector"},
    {BaseType::tsquery, "tsquery"},
    {BaseType::oid, "oid"},
    {BaseType::regclass, "regclass"},
    {BaseType::regtype, "regtype"},
    {BaseType::regconfig, "regconfig"},
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

constexpr auto user_kinds = std::to_array<Name>(
    {{BaseType::enumeration, "enum"}, {BaseType::domain, "domain"}, {BaseType::composite, "composite"}});

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
    {BaseType::varbit, "varbit"},
    {BaseType::timestamptz, "timestamptz"},
    {BaseType::timestamp, "timestamp"},
    {BaseType::time, "time"},
    {BaseType::timetz, "timetz"},
    {BaseType::any, "any"},
});

// " day to second(3)"
std::string interval_text(std::int32_t modifier) {
    using enum IntervalField;
    using Field = std::pair<IntervalField, std::string_view>;
    std::string out;
    auto const fields = interval_fields_of(modifier);
    std::string_view last;
    if (fields != all_interval_fields) {
        for (auto const& [field, name] : {Field{year, "year"},
                                          {month, "month"},
                                          {day, "day"},
                                          {hour, "hour"},
                                          {minute, "minute"},
                                          {second, "second"}}) {
            if ((fields & interval_field_bit(field)) == 0) continue;
            if (last.empty()) out = " " + std::string(name);
            last = name;
        }
        if (!out.ends_with(last)) out += " to " + std::string(last);
    }
    if (auto const precision = interval_precision_of(modifier); precision >= 0)
        out += "(" + std::to_string(precision) + ")";
    return out;
}

std::string modifier_text(Type type) {
    if (type.modifier < 0) return {};
    if (type.base == BaseType::interval) return interval_text(type.modifier);
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

std::string type_code(Type type) {
    auto const user = std::ranges::find(user_kinds, type.base, &Name::first);
    std::string out(user == user_kinds.end() ? type_name(type.base) : user->second);
    if (type.user != 0) out += "#" + std::to_string(type.user);
    if (type.modifier >= 0) out += ":" + std::to_string(type.modifier);
    return type.array ? out + "[]" : out;
}

Type type_of_code(std::string_view code) {
    Type type{.array = code.ends_with("[]")};
    if (type.array) code.remove_suffix(2);
    auto const number_after = [&](char mark) -> std::optional<ObjectId> {
        auto const at = code.find(mark);
        if (at == std::string_view::npos) return std::nullopt;
        ObjectId number = 0;
        std::from_chars(code.data() + at + 1, code.data() + code.size(), number);
        code = code.substr(0, at);
        return number;
    };
    type.modifier = static_cast<std::int32_t>(number_after(':').value_or(-1));
    type.user = number_after('#').value_or(0);
    auto const user = std::ranges::find(user_kinds, code, &Name::second);
    type.base = user == user_kinds.end() ? find_builtin_type(code) : user->first;
    return type;
}

}  // namespace backstay::sql
