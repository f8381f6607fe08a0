#pragma once

// A Type is what PostgreSQL calls a type with its modifier: integer, varchar(4), numeric(8,2), mood[].
//
//     Type{.base = BaseType::varchar, .modifier = 4}              varchar(4)
//     Type{.base = BaseType::enumeration, .user = 7, .array = true}   an array of the enum type with id 7
//
// https://www.postgresql.org/docs/15/datatype.html

#include <cstdint>
#include <string>
#include <string_view>

namespace backstay::sql {

// The id of a row of the catalog: a relation, a type, a function, a role. 0 is none.
using ObjectId = std::int64_t;

enum class BaseType : std::uint8_t {
    unknown,  // a literal or a parameter whose type its context decides
    boolean,
    int2,
    int4,
    int8,
    numeric,
    float4,
    float8,
    text,
    varchar,
    bpchar,
    name,
    citext,
    uuid,
    timestamptz,
    timestamp,
    date,
    time,
    timetz,
    interval,
    bytea,
    bit,     // bit(n): always n digits
    varbit,  // bit varying
    json,
    jsonb,
    tsvector,
    tsquery,
    oid,
    regclass,
    regtype,
    regconfig,  // a text search configuration, by its name
    void_type,
    trigger,
    enumeration,  // user: the enum type
    domain,       // user: the domain
    composite,    // user: the relation whose row type it is, or a composite type
    record,       // a row whose shape only its expression knows
    jsonpath,
    // The pseudo-types of polymorphic functions.
    any,
    anyelement,
    anyarray,
    anynonarray,
    anyenum,
    anycompatible,
    anycompatiblearray,
    anycompatiblenonarray,
};

struct Type {
    BaseType base = BaseType::unknown;
    ObjectId user = 0;           // which enum, domain or composite
    bool array = false;          // an array (of any number of dimensions) of the base type
    std::int32_t modifier = -1;  // varchar(n), bpchar(n): n. numeric(p,s): p * 65536 + s (s in 16 bits,
                                 // signed). time, timestamp (n): n. interval: below. -1: none

    bool operator==(Type const&) const = default;
};

// The same type without its modifier; what operators and functions are chosen by.
constexpr Type unmodified(Type type) {
    type.modifier = -1;
    return type;
}
constexpr Type element_of(Type type) {
    type.array = false;
    return type;
}
constexpr Type array_of(Type type) {
    type.array = true;
    return type;
}

// numeric_modifier(8, 2) is the modifier of numeric(8,2); precision_of and scale_of take it apart.
constexpr std::int32_t numeric_modifier(int precision, int scale) {
    return precision * 65536 + (scale & 0xFFFF);
}
constexpr int precision_of(std::int32_t modifier) { return modifier / 65536; }
constexpr int scale_of(std::int32_t modifier) { return static_cast<std::int16_t>(modifier & 0xFFFF); }

// interval day to second(3): a set of fields, one bit each, times 65536 + the precision (0xFFFF: none), as
// PostgreSQL keeps it.
enum class IntervalField : std::uint8_t { month = 1, year = 2, day = 3, hour = 10, minute = 11, second = 12 };
inline constexpr std::int32_t all_interval_fields = 0x7FFF;
constexpr std::int32_t interval_field_bit(IntervalField field) { return 1 << static_cast<int>(field); }
constexpr std::int32_t interval_modifier(std::int32_t fields, int precision = -1) {
    return (fields & all_interval_fields) * 65536 + (precision < 0 ? 0xFFFF : precision);
}
constexpr std::int32_t interval_fields_of(std::int32_t modifier) {
    return modifier < 0 ? all_interval_fields : modifier / 65536;
}
constexpr int interval_precision_of(std::int32_t modifier) {
    return modifier < 0 || (modifier & 0xFFFF) == 0xFFFF ? -1 : modifier & 0xFFFF;
}

// The name PostgreSQL prints for a built-in type: "integer", "character varying", "timestamp with time
// zone". Empty for enumeration, domain and composite, whose names are in the catalog.
std::string_view type_name(BaseType base);

// "character varying(4)", "numeric(8,2)", "integer[]", as format_type() prints it; user types as `user_name`.
std::string format_type(Type type, std::string_view user_name = {});

// The built-in type of a name as the SQL standard, PostgreSQL's shorthands (int4, timestamptz, bool, serial's
// base) or pg_catalog spell it. BaseType::unknown when there is none of that name.
BaseType find_builtin_type(std::string_view name);

// A type as one word that SQL text carries to the engine's functions, and back: "integer",
// "numeric:524290[]", "enum#7". It has no comma and no quote.
std::string type_code(Type type);
Type type_of_code(std::string_view code);

}  // namespace backstay::sql
