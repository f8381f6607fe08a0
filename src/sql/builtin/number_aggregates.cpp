#include "sql/builtin/number.hpp"

namespace backstay::sql::numbers {
namespace {

using enum BaseType;

struct Row {
    std::string_view name;
    BaseType of, result;
    std::string_view sqlite;
};

// A sum of int2s or int4s cannot come near the limits of SQLite's own sum, which is exact in 64 bits.
constexpr auto rows = std::to_array<Row>({
    {"sum", int2, int8, "sum"},
    {"sum", int4, int8, "sum"},
    {"sum", int8, numeric, "pg_numeric_sum"},
    {"sum", numeric, numeric, "pg_numeric_sum"},
    {"sum", float4, float4, "pg_float4_sum"},
    {"sum", float8, float8, "pg_float8_sum"},
    {"avg", int2, numeric, "pg_numeric_avg"},
    {"avg", int4, numeric, "pg_numeric_avg"},
    {"avg", int8, numeric, "pg_numeric_avg"},
    {"avg", numeric, numeric, "pg_numeric_avg"},
    {"avg", float4, float8, "pg_float8_avg"},
    {"avg", float8, float8, "pg_float8_avg"},
});

}  // namespace

std::vector<Builtin> aggregates() {
    std::vector<Builtin> out;
    for (auto const& row : rows)
        out.push_back({.name = row.name,
                       .args = {{row.of}},
                       .result = {row.result},
                       .sqlite = row.sqlite,
                       .kind = BuiltinKind::aggregate});
    return out;
}

}  // namespace backstay::sql::numbers
