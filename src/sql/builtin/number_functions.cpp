// Mathematical functions. https://www.postgresql.org/docs/15/functions-math.html

#include "sql/builtin/number.hpp"

namespace backstay::sql::numbers {
namespace {

using enum BaseType;

struct Row {
    std::string_view name;
    std::vector<Type> args;
    BaseType result;
    std::string_view sqlite;
    Volatility volatility = Volatility::immutable;
};

std::vector<Row> of_integers() {
    return {
        {"abs", {{int2}}, int2, "pg_int2_abs"},
        {"abs", {{int4}}, int4, "pg_int4_abs"},
        {"abs", {{int8}}, int8, "pg_int8_abs"},
        {"mod", {{int2}, {int2}}, int2, "pg_int_mod"},
        {"mod", {{int4}, {int4}}, int4, "pg_int_mod"},
        {"mod", {{int8}, {int8}}, int8, "pg_int_mod"},
        {"gcd", {{int4}, {int4}}, int4, "pg_int4_gcd"},
        {"gcd", {{int8}, {int8}}, int8, "pg_int8_gcd"},
        {"lcm", {{int4}, {int4}}, int4, "pg_int4_lcm"},
        {"lcm", {{int8}, {int8}}, int8, "pg_int8_lcm"},
        {"factorial", {{int8}}, numeric, "pg_numeric_factorial"},
        {"to_hex", {{int4}}, text, "pg_int4_to_hex"},
        {"to_hex", {{int8}}, text, "pg_int8_to_hex"},
    };
}

std::vector<Row> of_numeric() {
    return {
        {"abs", {{numeric}}, numeric, "pg_numeric_abs"},
        {"ceil", {{numeric}}, numeric, "pg_numeric_ceil"},
        {"ceiling", {{numeric}}, numeric, "pg_numeric_ceil"},
        {"floor", {{numeric}}, numeric, "pg_numeric_floor"},
        {"round", {{numeric}}, numeric, "pg_numeric_round"},
        {"round", {{numeric}, {int4}}, numeric, "pg_numeric_round"},
        {"trunc", {{numeric}}, numeric, "pg_numeric_trunc"},
        {"trunc", {{numeric}, {int4}}, numeric, "pg_numeric_trunc"},
        {"sign", {{numeric}}, numeric, "pg_numeric_sign"},
        {"div", {{numeric}, {numeric}}, numeric, "pg_numeric_whole_div"},
        {"mod", {{numeric}, {numeric}}, numeric, "pg_numeric_mod"},
        {"gcd", {{numeric}, {numeric}}, numeric, "pg_numeric_gcd"},
        {"lcm", {{numeric}, {numeric}}, numeric, "pg_numeric_lcm"},
        {"sqrt", {{numeric}}, numeric, "pg_numeric_sqrt"},
        {"exp", {{numeric}}, numeric, "pg_numeric_exp"},
        {"ln", {{numeric}}, numeric, "pg_numeric_ln"},
        {"log", {{numeric}}, numeric, "pg_numeric_log"},
        {"log10", {{numeric}}, numeric, "pg_numeric_log"},
        {"log", {{numeric}, {numeric}}, numeric, "pg_numeric_log"},
        {"power", {{numeric}, {numeric}}, numeric, "pg_numeric_power"},
        {"pow", {{numeric}, {numeric}}, numeric, "pg_numeric_power"},
        {"scale", {{numeric}}, int4, "pg_numeric_scale"},
        {"min_scale", {{numeric}}, int4, "pg_numeric_min_scale"},
        {"trim_scale", {{numeric}}, numeric, "pg_numeric_trim_scale"},
        {"width_bucket", {{numeric}, {numeric}, {numeric}, {int4}}, int4, "pg_numeric_width_bucket"},
    };
}

std::vector<Row> of_floats() {
    return {
        {"abs", {{float4}}, float4, "pg_float_abs"},
        {"abs", {{float8}}, float8, "pg_float_abs"},
        {"ceil", {{float8}}, float8, "pg_float8_ceil"},
        {"ceiling", {{float8}}, float8, "pg_float8_ceil"},
        {"floor", {{float8}}, float8, "pg_float8_floor"},
        {"round", {{float8}}, float8, "pg_float8_round"},
        {"trunc", {{float8}}, float8, "pg_float8_trunc"},
        {"sign", {{float8}}, float8, "pg_float8_sign"},
        {"sqrt", {{float8}}, float8, "pg_float8_sqrt"},
        {"cbrt", {{float8}}, float8, "pg_float8_cbrt"},
        {"exp", {{float8}}, float8, "pg_float8_exp"},
        {"ln", {{float8}}, float8, "pg_float8_ln"},
        {"log", {{float8}}, float8, "pg_float8_log"},
        {"log10", {{float8}}, float8, "pg_float8_log"},
        {"power", {{float8}, {float8}}, float8, "pg_float8_power"},
        {"pow", {{float8}, {float8}}, float8, "pg_float8_power"},
        {"pi", {}, float8, "pg_float8_pi"},
        {"width_bucket", {{float8}, {float8}, {float8}, {int4}}, int4, "pg_float8_width_bucket"},
        {"random", {}, float8, "pg_random", Volatility::volatile_},
        {"setseed", {{float8}}, void_type, "pg_setseed", Volatility::volatile_},
    };
}

std::vector<Row> formats() {
    using enum Volatility;
    return {
        {"to_char", {{int4}, {text}}, text, "pg_int4_to_char", stable},
        {"to_char", {{int8}, {text}}, text, "pg_int8_to_char", stable},
        {"to_char", {{numeric}, {text}}, text, "pg_numeric_to_char", stable},
        {"to_char", {{float4}, {text}}, text, "pg_float4_to_char", stable},
        {"to_char", {{float8}, {text}}, text, "pg_float8_to_char", stable},
        {"to_number", {{text}, {text}}, numeric, "pg_to_number", stable},
    };
}

std::vector<Builtin> series() {
    std::vector<Builtin> out;
    for (auto const& [type, sqlite] :
         std::to_array<std::pair<BaseType, std::string_view>>({{int4, "pg_generate_series_int4"},
                                                               {int8, "pg_generate_series_int8"},
                                                               {numeric, "pg_generate_series_numeric"}}))
        for (std::size_t const count : {2U, 3U})
            out.push_back({.name = "generate_series",
                           .args = std::vector<Type>(count, Type{type}),
                           .result = {type},
                           .sqlite = sqlite,
                           .kind = BuiltinKind::table});
    return out;
}

// Of one double, by the same name.
constexpr auto angles = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"sin", "pg_sin"},
    {"cos", "pg_cos"},
    {"tan", "pg_tan"},
    {"cot", "pg_cot"},
    {"asin", "pg_asin"},
    {"acos", "pg_acos"},
    {"atan", "pg_atan"},
    {"sind", "pg_sind"},
    {"cosd", "pg_cosd"},
    {"tand", "pg_tand"},
    {"cotd", "pg_cotd"},
    {"asind", "pg_asind"},
    {"acosd", "pg_acosd"},
    {"atand", "pg_atand"},
    {"degrees", "pg_degrees"},
    {"radians", "pg_radians"},
    {"sinh", "pg_float8_sinh"},
    {"cosh", "pg_float8_cosh"},
    {"tanh", "pg_float8_tanh"},
    {"asinh", "pg_float8_asinh"},
    {"acosh", "pg_float8_acosh"},
    {"atanh", "pg_float8_atanh"},
});

}  // namespace

std::vector<Builtin> functions() {
    auto out = series();
    for (auto const& rows : {of_integers(), of_numeric(), of_floats(), formats()})
        for (auto const& row : rows)
            out.push_back({.name = row.name,
                           .args = row.args,
                           .result = {row.result},
                           .sqlite = row.sqlite,
                           .volatility = row.volatility});
    for (auto const& [name, sqlite] : angles)
        out.push_back({.name = name, .args = {{float8}}, .result = {float8}, .sqlite = sqlite});
    for (auto const& [name, sqlite] :
         {std::pair<std::string_view, std::string_view>{"atan2", "pg_atan2"}, {"atan2d", "pg_atan2d"}})
        out.push_back({.name = name, .args = {{float8}, {float8}}, .result = {float8}, .sqlite = sqlite});
    return out;
}

}  // namespace backstay::sql::numbers
