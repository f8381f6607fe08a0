// Arithmetic and bit operators. A mixed pair of widths gives the wider one.

#include "sql/builtin/number.hpp"

namespace backstay::sql::numbers {
namespace {

using enum BaseType;

struct Named {
    std::string_view op;
    std::string_view sqlite;
};
struct Width {
    BaseType type;
    BaseType left, right;
};

void add(std::vector<BuiltinOperator>& out, BaseType left, BaseType right, BaseType result, Named named) {
    bool const native = !named.sqlite.starts_with("pg_");
    out.push_back({.name = named.op,
                   .left = {left},
                   .right = {right},
                   .result = {result},
                   .sqlite = named.sqlite,
                   .prefix = left == unknown,
                   .native = native});
}

// The functions of one type: + - * / % and so on.
struct Arithmetic {
    BaseType type;
    std::array<Named, 4> both;
};
constexpr auto arithmetic = std::to_array<Arithmetic>({
    {int2, {{{"+", "pg_int2_add"}, {"-", "pg_int2_sub"}, {"*", "pg_int2_mul"}, {"/", "pg_int2_div"}}}},
    {int4, {{{"+", "pg_int4_add"}, {"-", "pg_int4_sub"}, {"*", "pg_int4_mul"}, {"/", "pg_int4_div"}}}},
    {int8, {{{"+", "pg_int8_add"}, {"-", "pg_int8_sub"}, {"*", "pg_int8_mul"}, {"/", "pg_int8_div"}}}},
    {float4,
     {{{"+", "pg_float4_add"}, {"-", "pg_float4_sub"}, {"*", "pg_float4_mul"}, {"/", "pg_float4_div"}}}},
    {float8,
     {{{"+", "pg_float8_add"}, {"-", "pg_float8_sub"}, {"*", "pg_float8_mul"}, {"/", "pg_float8_div"}}}},
    {numeric,
     {{{"+", "pg_numeric_add"}, {"-", "pg_numeric_sub"}, {"*", "pg_numeric_mul"}, {"/", "pg_numeric_div"}}}},
});
constexpr auto widths = std::to_array<Width>({
    {int2, int2, int2},
    {int4, int4, int4},
    {int8, int8, int8},
    {int4, int2, int4},
    {int4, int4, int2},
    {int8, int2, int8},
    {int8, int8, int2},
    {int8, int4, int8},
    {int8, int8, int4},
    {float4, float4, float4},
    {float8, float8, float8},
    {float8, float4, float8},
    {float8, float8, float4},
    {numeric, numeric, numeric},
});

void add_arithmetic(std::vector<BuiltinOperator>& out) {
    for (auto const& width : widths)
        for (auto const& of : arithmetic)
            if (of.type == width.type)
                for (auto const& named : of.both) add(out, width.left, width.right, width.type, named);
    add(out, int2, int2, int2, {"%", "pg_int_mod"});
    add(out, int4, int4, int4, {"%", "pg_int_mod"});
    add(out, int8, int8, int8, {"%", "pg_int_mod"});
    add(out, numeric, numeric, numeric, {"%", "pg_numeric_mod"});
    add(out, float8, float8, float8, {"^", "pg_float8_power"});
    add(out, numeric, numeric, numeric, {"^", "pg_numeric_power"});
}

void add_prefixes(std::vector<BuiltinOperator>& out) {
    for (auto const& [type, minus, absolute] :
         std::to_array<std::tuple<BaseType, std::string_view, std::string_view>>(
             {{int2, "pg_int2_neg", "pg_int2_abs"},
              {int4, "pg_int4_neg", "pg_int4_abs"},
              {int8, "pg_int8_neg", "pg_int8_abs"},
              {float4, "pg_float_neg", "pg_float_abs"},
              {float8, "pg_float_neg", "pg_float_abs"},
              {numeric, "pg_numeric_neg", "pg_numeric_abs"}})) {
        add(out, unknown, type, type, {"+", "+"});
        add(out, unknown, type, type, {"-", minus});
        add(out, unknown, type, type, {"@", absolute});
    }
    add(out, unknown, float8, float8, {"|/", "pg_float8_sqrt"});
    add(out, unknown, float8, float8, {"||/", "pg_float8_cbrt"});
}

void add_bits(std::vector<BuiltinOperator>& out) {
    for (auto const type : {int2, int4, int8}) {
        add(out, type, type, type, {"&", "&"});
        add(out, type, type, type, {"|", "|"});
        add(out, type, type, type, {"#", "pg_int_xor"});
        add(out, unknown, type, type, {"~", "~"});
    }
    add(out, int2, int4, int2, {"<<", "pg_int2_shl"});
    add(out, int4, int4, int4, {"<<", "pg_int4_shl"});
    add(out, int8, int4, int8, {"<<", "pg_int8_shl"});
    add(out, int2, int4, int2, {">>", "pg_int4_shr"});
    add(out, int4, int4, int4, {">>", "pg_int4_shr"});
    add(out, int8, int4, int8, {">>", "pg_int8_shr"});
}

}  // namespace

std::vector<BuiltinOperator> operators() {
    std::vector<BuiltinOperator> out;
    add_arithmetic(out);
    add_prefixes(out);
    add_bits(out);
    return out;
}

}  // namespace backstay::sql::numbers
