// The members and elements of a value as rows: json_array_elements(), json_each(), json_object_keys(), ...

#include <array>
#include <memory>

#include "engine/sqlite/runtime/json.hpp"
#include "engine/sqlite/runtime/table_function.hpp"
#include "engine/sqlite/values/json_view.hpp"

namespace backstay::engine::sqlite {
namespace {

enum class Input : std::uint8_t { json, jsonb };
enum class Answer : std::uint8_t { value, text };

std::string name_of(Input input, std::string_view rest, Answer as) {
    return (input == Input::json ? "json_" : "jsonb_") + std::string(rest) +
           (as == Answer::text ? "_text" : "");
}

// A walk that owns what it walks over.
struct Walk {
    explicit Walk(std::string_view json) : text(std::make_unique<std::string>(json)), walk(*text) {}
    std::unique_ptr<std::string> text;
    JsonWalk walk;
};

Value answer(Answer as, std::string_view json) {
    return as == Answer::text ? text_value(json) : Value(std::string(json));
}

template <Input input, Answer as>
Result<Rows> array_elements(Arguments const& args) {
    std::string_view json = json_argument(args, 0);
    if (input == Input::json && as == Answer::text) {
        TRY(json, json_with_strings(args, 0));
    }
    if (!is_array(json)) {
        bool const object = is_object(json);
        if (input == Input::jsonb)
            return failure("22023", object ? "cannot extract elements from an object"
                                           : "cannot extract elements from a scalar");
        return failure("22023", "cannot call " + name_of(input, "array_elements", as) +
                                    (object ? " on a non-array" : " on a scalar"));
    }
    auto walk = std::make_shared<Walk>(json);
    return [walk](Row& row) -> Result<bool> {
        if (!walk->walk.next()) return false;
        row.resize(1);
        row[0] = answer(as, walk->walk.value());
        return true;
    };
}

template <Input input>
Result<std::string_view> object_argument(Arguments const& args) {
    if (input == Input::jsonb) return args.text(0);
    return json_with_strings(args, 0);
}

template <Input input, Answer as>
Result<Rows> each(Arguments const& args) {
    TRY(auto const json, object_argument<input>(args));
    if (!is_object(json)) {
        if (input == Input::jsonb)
            return failure("22023", "cannot call " + name_of(input, "each", as) + " on a non-object");
        return failure("22023", is_array(json) ? "cannot deconstruct an array as an object"
                                               : "cannot deconstruct a scalar");
    }
    auto walk = std::make_shared<Walk>(json);
    return [walk](Row& row) -> Result<bool> {
        if (!walk->walk.next()) return false;
        row.resize(2);
        row[0] = text_of(walk->walk.key());
        row[1] = answer(as, walk->walk.value());
        return true;
    };
}

template <Input input>
Result<Rows> object_keys(Arguments const& args) {
    TRY(auto const json, object_argument<input>(args));
    if (!is_object(json))
        return failure("22023", "cannot call " + name_of(input, "object_keys", Answer::value) +
                                    (is_array(json) ? " on an array" : " on a scalar"));
    auto walk = std::make_shared<Walk>(json);
    return [walk](Row& row) -> Result<bool> {
        if (!walk->walk.next()) return false;
        row.resize(1);
        row[0] = text_of(walk->walk.key());
        return true;
    };
}

constexpr auto tables = std::to_array<TableFunction>({
    {"pg_json_array_elements", 1, 1, array_elements<Input::json, Answer::value>},
    {"pg_json_array_elements_text", 1, 1, array_elements<Input::json, Answer::text>},
    {"pg_jsonb_array_elements", 1, 1, array_elements<Input::jsonb, Answer::value>},
    {"pg_jsonb_array_elements_text", 1, 1, array_elements<Input::jsonb, Answer::text>},
    {"pg_json_each", 2, 1, each<Input::json, Answer::value>},
    {"pg_json_each_text", 2, 1, each<Input::json, Answer::text>},
    {"pg_jsonb_each", 2, 1, each<Input::jsonb, Answer::value>},
    {"pg_jsonb_each_text", 2, 1, each<Input::jsonb, Answer::text>},
    {"pg_json_object_keys", 1, 1, object_keys<Input::json>},
    {"pg_jsonb_object_keys", 1, 1, object_keys<Input::jsonb>},
});

}  // namespace

Result<void> register_json_each(Connection const& db, StatementState& state) {
    return register_tables(db, state, tables);
}

}  // namespace backstay::engine::sqlite
