// Casts between numbers, and between them and boolean. Integers of all widths are stored alike, so a wider
// one needs no function (casts.cpp); a narrower one checks the range.

#include "sql/builtin/number.hpp"

namespace backstay::sql::numbers {

std::vector<BuiltinCast> casts() {
    using enum BaseType;
    using enum CastContext;
    std::vector<BuiltinCast> out{
        {.from = int4, .to = int2, .context = assignment, .sqlite = "pg_int_int2"},
        {.from = int8, .to = int2, .context = assignment, .sqlite = "pg_int_int2"},
        {.from = int8, .to = int4, .context = assignment, .sqlite = "pg_int_int4"},
        {.from = numeric, .to = int2, .context = assignment, .sqlite = "pg_numeric_int2"},
        {.from = numeric, .to = int4, .context = assignment, .sqlite = "pg_numeric_int4"},
        {.from = numeric, .to = int8, .context = assignment, .sqlite = "pg_numeric_int8"},
        {.from = numeric, .to = float4, .context = implicit, .sqlite = "pg_numeric_float4"},
        {.from = numeric, .to = float8, .context = implicit, .sqlite = "pg_numeric_float8"},
        {.from = numeric,
         .to = numeric,
         .context = implicit,
         .sqlite = "pg_numeric_fit",
         .takes_modifier = true},
        {.from = float4, .to = float8, .context = implicit},
        {.from = float8, .to = float4, .context = assignment, .sqlite = "pg_float8_float4"},
        {.from = float4, .to = numeric, .context = assignment, .sqlite = "pg_float4_numeric"},
        {.from = float8, .to = numeric, .context = assignment, .sqlite = "pg_float8_numeric"},
        {.from = int4, .to = boolean, .context = explicit_, .sqlite = "pg_int_bool"},
        {.from = boolean, .to = int4, .context = explicit_},
        {.from = int2, .to = oid, .context = implicit, .sqlite = "pg_int4_oid"},
        {.from = int4, .to = oid, .context = implicit, .sqlite = "pg_int4_oid"},
        {.from = int8, .to = oid, .context = implicit, .sqlite = "pg_int8_oid"},
        {.from = oid, .to = int4, .context = assignment, .sqlite = "pg_oid_int4"},
        {.from = oid, .to = int8, .context = assignment},
    };
    for (auto const whole : {int2, int4, int8}) {
        out.push_back({.from = whole, .to = numeric, .context = implicit, .sqlite = "pg_int_numeric"});
        out.push_back({.from = whole, .to = float4, .context = implicit, .sqlite = "pg_int_float4"});
        out.push_back({.from = whole, .to = float8, .context = implicit, .sqlite = "pg_int_float8"});
    }
    for (auto const binary : {float4, float8}) {
        out.push_back({.from = binary, .to = int2, .context = assignment, .sqlite = "pg_float_int2"});
        out.push_back({.from = binary, .to = int4, .context = assignment, .sqlite = "pg_float_int4"});
        out.push_back({.from = binary, .to = int8, .context = assignment, .sqlite = "pg_float_int8"});
    }
    return out;
}

}  // namespace backstay::sql::numbers
