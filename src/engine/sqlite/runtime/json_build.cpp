// JSON of values of any type: to_json(), rows, json_build_object() and their kin. Each function but those of
// rows is told the types of its arguments by the last one.

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/limitation.hpp"
#include "base/text.hpp"
#include "engine/sqlite/runtime/json.hpp"
#include "engine/sqlite/runtime/json_reader.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/value_text.hpp"
#include "engine/sqlite/values/json_text.hpp"
#include "engine/sqlite/values/json_view.hpp"
#include "sql/lower/lower.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

enum class Output : std::uint8_t { json, jsonb };

Result<Value> finished(Output output, std::string json) {
    if (output == Output::json) return Value(std::move(json));
    TRY(auto canonical, canonical_jsonb(json));
    return Value(std::move(canonical));
}

template <Output output>
Result<Value> to_json(Arguments const& args) {
    return finished(output, json_of(args, 0));
}

// ---- rows ----

sql::Type type_of_name(std::string_view name) {
    bool const array = name.ends_with("[]");
    if (array) name.remove_suffix(2);
    return {.base = sql::find_builtin_type(name), .array = array};
}

// backstay_row(names, types, values...)
Result<Value> row(Arguments const& args) {
    auto const names = split(args.text(0), '\x1f');
    auto const types = split(args.text(1), ',');
    std::string out = "{";
    for (int i = 2; i < args.size(); ++i) {
        auto const at = static_cast<std::size_t>(i - 2);
        if (i > 2) out += ',';
        append_json_string(out, names[at]);
        out += ':';
        append_json(out, args.stored(i), type_of_name(types[at]), args.state());
    }
    return Value(out + "}");
}

// backstay_field(name, type, row)
Result<Value> field(Arguments const& args) {
    if (args.is_null(2)) return Value();
    for (JsonWalk walk(args.text(2)); walk.next();)
        if (is_key(walk.key(), args.text(0)))
            return JsonReader(args.state(), JsonReader::Form::json)
                .value(walk.value(), type_of_name(args.text(1)), args.text(0));
    return Value();
}

// pg_row_text(row, names, types)
Result<Value> text_of_row(Arguments const& args) {
    TRY(auto text, row_text(args.text(0), row_columns(args.text(1), args.text(2)), args.state()));
    return Value(std::move(text));
}

// With a line end after each comma of the outermost level.
std::string lined(std::string_view json) {
    std::string out(json.substr(0, 1));
    for (JsonWalk walk(json); walk.next();) {
        if (out.size() > 1) out += ",\n ";
        if (is_object(json)) (out += walk.key()) += ':';
        out += walk.value();
    }
    return out += json.back();
}

// row_to_json(row [, pretty]): a row is stored so.
Result<Value> row_to_json(Arguments const& args) {
    bool const pretty = args.size() == 2 && args.boolean(1);
    return pretty ? Value(lined(args.text(0))) : args.value(0);
}

// array_to_json(array [, pretty], types)
Result<Value> array_to_json(Arguments const& args) {
    auto json = json_of(args, 0);
    bool const pretty = args.size() == 3 && args.boolean(1);
    return pretty ? Value(lined(json)) : Value(std::move(json));
}

// ---- objects and arrays ----

template <Output output>
Result<Value> build_object(Arguments const& args) {
    constexpr bool is_json = output == Output::json;
    auto const count = std::max(args.size() - 1, 0);  // without arguments there are no types of theirs
    if (count % 2 != 0)
        return failure("22023", "argument list must have even number of elements")
            .hint(std::string("The arguments of json") + (is_json ? "" : "b") +
                  "_build_object() must consist of alternating keys and values.");
    std::string out = "{";
    for (int i = 0; i < count; i += 2) {
        if (i > 0) out += ", ";
        if (args.is_null(i)) {
            auto const which = "argument " + std::to_string(i + 1);
            if (!is_json) return failure("22023", which + ": key must not be null");
            return failure("22023", which + " cannot be null").hint("Object keys should be text.");
        }
        TRY(auto const key, json_key(args, i));
        out += key + " : ";
        append_json(out, args.stored(i + 1), args.type(i + 1), args.state());
    }
    return finished(output, out + "}");
}

template <Output output>
Result<Value> build_array(Arguments const& args) {
    std::string out = "[";
    for (int i = 0; i + 1 < args.size(); ++i) {
        if (i > 0) out += ", ";
        append_json(out, args.stored(i), args.type(i), args.state());
    }
    return finished(output, out + "]");
}

// ---- objects of text arrays ----

bool has_inner_arrays(std::string_view array) {
    JsonWalk walk(array);
    return walk.next() && is_array(walk.value());
}

Result<Value> object_of(Output output, std::vector<std::optional<std::string>> const& keys,
                        std::vector<std::optional<std::string>> const& values) {
    std::string out = "{";
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!keys[i]) return failure("22004", "null value not allowed for object key");
        if (i > 0) out += ", ";
        append_json_string(out, *keys[i]);
        out += " : ";
        if (values[i]) {
            append_json_string(out, *values[i]);
        } else {
            out += "null";
        }
    }
    return finished(output, out + "}");
}

Failure wrong_subscripts() { return failure("2202E", "wrong number of array subscripts"); }

template <Output output>
Result<Value> object_of_pairs(Arguments const& args) {
    auto const array = args.text(0);
    if (has_inner_arrays(array))
        for (JsonWalk walk(array); walk.next();) {
            if (has_inner_arrays(walk.value())) return wrong_subscripts();
            if (count_of(walk.value()) != 2) return failure("2202E", "array must have two columns");
        }
    auto const texts = texts_of(args, 0);
    if (texts.size() % 2 != 0) return failure("2202E", "array must have even number of elements");
    std::vector<std::optional<std::string>> keys;
    std::vector<std::optional<std::string>> values;
    for (std::size_t i = 0; i < texts.size(); i += 2) {
        keys.push_back(texts[i]);
        values.push_back(texts[i + 1]);
    }
    return object_of(output, keys, values);
}

template <Output output>
Result<Value> object_of_keys(Arguments const& args) {
    if (has_inner_arrays(args.text(0)) || has_inner_arrays(args.text(1))) return wrong_subscripts();
    auto const keys = texts_of(args, 0);
    auto const values = texts_of(args, 1);
    if (keys.size() != values.size()) return failure("2202E", "mismatched array dimensions");
    return object_of(output, keys, values);
}

constexpr auto takes_null = Strictness::takes_null;

constexpr auto json_build_functions = std::to_array<Scalar>({
    {"backstay_row", -1, row, takes_null},
    {"backstay_field", 3, field, takes_null},
    {"pg_to_json", 2, to_json<Output::json>},
    {"pg_to_jsonb", 2, to_json<Output::jsonb>},
    {"pg_row_text", 3, text_of_row},
    {"pg_row_to_json", -1, row_to_json},
    {"pg_array_to_json", -1, array_to_json},
    {"pg_json_build_object", -1, build_object<Output::json>, takes_null},
    {"pg_jsonb_build_object", -1, build_object<Output::jsonb>, takes_null},
    {"pg_json_build_array", -1, build_array<Output::json>, takes_null},
    {"pg_jsonb_build_array", -1, build_array<Output::jsonb>, takes_null},
    {"pg_json_object", 1, object_of_pairs<Output::json>},
    {"pg_jsonb_object", 1, object_of_pairs<Output::jsonb>},
    {"pg_json_object", 2, object_of_keys<Output::json>},
    {"pg_jsonb_object", 2, object_of_keys<Output::jsonb>},
});

}  // namespace

std::string json_of(Arguments const& args, int index) {
    std::string out;
    append_json(out, args.stored(index), args.type(index), args.state());
    return out;
}

Result<std::string> json_key(Arguments const& args, int index) {
    auto const type = args.type(index);
    bool const container = type.array || type.base == BaseType::json || type.base == BaseType::jsonb ||
                           type.base == BaseType::record;
    if (container) return failure("22023", "key value must be scalar, not array, composite, or json");
    auto key = json_of(args, index);
    return key.starts_with('"') ? key : "\"" + key + "\"";
}

Result<void> register_json_building(Connection const& db, StatementState& state) {
    return register_scalars(db, state, json_build_functions);
}

}  // namespace backstay::engine::sqlite
