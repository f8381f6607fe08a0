// The same value in another shape: without nulls, indented, as a value of another type.

#include <array>

#include "base/json.hpp"
#include "engine/sqlite/runtime/json.hpp"
#include "engine/sqlite/values/json_text.hpp"
#include "engine/sqlite/values/json_view.hpp"
#include "engine/sqlite/values/numeric_text.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;
using View = std::string_view;

// ---- json_strip_nulls(), jsonb_strip_nulls() ----

template <JsonLayout layout>
Result<Value> strip_nulls(Arguments const& args) {
    TRY(auto const json, json_with_strings(args, 0));
    std::string out;
    append_without_nulls(out, json, layout);
    return Value(std::move(out));
}

// ---- jsonb_pretty() ----

void append_indented(std::string& out, View json, std::size_t depth) {
    if (!is_container(json)) {
        out += json;
        return;
    }
    out += json.front();
    bool first = true;
    for (JsonWalk walk(json); walk.next();) {
        out += first ? "\n" : ",\n";
        first = false;
        out.append(4 * (depth + 1), ' ');
        if (is_object(json)) (out += walk.key()) += ": ";
        append_indented(out, walk.value(), depth + 1);
    }
    out += '\n';
    out.append(4 * depth, ' ');
    out += json.back();
}

Result<Value> pretty(Arguments const& args) {
    std::string out;
    append_indented(out, args.text(0), 0);
    return Value(std::move(out));
}

// ---- casts of jsonb ----

Failure cannot_cast(View json, BaseType type) {
    constexpr auto names =
        std::to_array<char const*>({"null", "string", "numeric", "boolean", "array", "object"});
    return failure("22023", std::string("cannot cast jsonb ") +
                                names[static_cast<std::size_t>(kind_of(json))] + " to type " +
                                std::string(sql::type_name(type)));
}

Result<Value> to_boolean(Arguments const& args) {
    auto const json = args.text(0);
    if (kind_of(json) != JsonKind::boolean) return cannot_cast(json, BaseType::boolean);
    return Value(std::int64_t{json == "true" ? 1 : 0});
}

Result<Value> to_numeric(Arguments const& args) {
    auto const json = args.text(0);
    if (kind_of(json) != JsonKind::number) return cannot_cast(json, BaseType::numeric);
    return Value(std::string(json));
}

template <BaseType type>
Result<Value> to_integer(Arguments const& args) {
    auto const json = args.text(0);
    if (kind_of(json) != JsonKind::number) return cannot_cast(json, type);
    auto const whole = round_numeric(json, 0);
    auto const number = parse_integer(whole, type);
    if (!number) return failure("22003", std::string(sql::type_name(type)) + " out of range");
    return Value(*number);
}

template <BaseType type>
Result<Value> to_float(Arguments const& args) {
    auto const json = args.text(0);
    if (kind_of(json) != JsonKind::number) return cannot_cast(json, type);
    TRY(auto const number, parse_float(json, type));
    return Value(number);
}

Result<Value> json_to_jsonb(Arguments const& args) {
    TRY(auto canonical, canonical_jsonb(args.text(0)));
    return Value(std::move(canonical));
}

constexpr auto json_shape_functions = std::to_array<Scalar>({
    {"pg_json_strip_nulls", 1, strip_nulls<JsonLayout::tight>},
    {"pg_jsonb_strip_nulls", 1, strip_nulls<JsonLayout::spaced>},
    {"pg_jsonb_pretty", 1, pretty},
    {"pg_json_to_jsonb", 1, json_to_jsonb},
    {"pg_jsonb_boolean", 1, to_boolean},
    {"pg_jsonb_numeric", 1, to_numeric},
    {"pg_jsonb_int2", 1, to_integer<BaseType::int2>},
    {"pg_jsonb_int4", 1, to_integer<BaseType::int4>},
    {"pg_jsonb_int8", 1, to_integer<BaseType::int8>},
    {"pg_jsonb_float4", 1, to_float<BaseType::float4>},
    {"pg_jsonb_float8", 1, to_float<BaseType::float8>},
});

}  // namespace

Result<void> register_json_shapes(Connection const& db, StatementState& state) {
    return register_scalars(db, state, json_shape_functions);
}

}  // namespace backstay::engine::sqlite
