#pragma once

// Short names of the types that the families' tables are made of.

#include "sql/type.hpp"

namespace backstay::sql::builtin_types {

inline constexpr Type boolean{BaseType::boolean};
inline constexpr Type int2{BaseType::int2};
inline constexpr Type int4{BaseType::int4};
inline constexpr Type int8{BaseType::int8};
inline constexpr Type float4{BaseType::float4};
inline constexpr Type float8{BaseType::float8};
inline constexpr Type text{BaseType::text};
inline constexpr Type varchar{BaseType::varchar};
inline constexpr Type bpchar{BaseType::bpchar};
inline constexpr Type name{BaseType::name};
inline constexpr Type citext{BaseType::citext};
inline constexpr Type bytea{BaseType::bytea};
inline constexpr Type json{BaseType::json};
inline constexpr Type jsonb{BaseType::jsonb};
inline constexpr Type bit{BaseType::bit};
inline constexpr Type varbit{BaseType::varbit};
inline constexpr Type jsonpath{BaseType::jsonpath};
inline constexpr Type uuid{BaseType::uuid};
inline constexpr Type oid{BaseType::oid};
inline constexpr Type regclass{BaseType::regclass};
inline constexpr Type regtype{BaseType::regtype};
inline constexpr Type regconfig{BaseType::regconfig};
inline constexpr Type tsvector{BaseType::tsvector};
inline constexpr Type tsquery{BaseType::tsquery};
inline constexpr Type void_type{BaseType::void_type};
inline constexpr Type record{BaseType::record};
inline constexpr Type any{BaseType::any};
inline constexpr Type anyelement{BaseType::anyelement};
inline constexpr Type anyarray{BaseType::anyarray};
inline constexpr Type anynonarray{BaseType::anynonarray};
inline constexpr Type anycompatible{BaseType::anycompatible};
inline constexpr Type anycompatiblearray{BaseType::anycompatiblearray};
inline constexpr Type text_array{.base = BaseType::text, .array = true};
inline constexpr Type int4_array{.base = BaseType::int4, .array = true};
inline constexpr Type name_array{.base = BaseType::name, .array = true};

}  // namespace backstay::sql::builtin_types
