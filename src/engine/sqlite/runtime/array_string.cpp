// Between arrays and strings: array_to_string(), string_to_array(), string_to_table().

#include <array>

#include "engine/sqlite/runtime/array.hpp"
#include "engine/sqlite/runtime/table_function.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

// array_to_string(array, delimiter [, text for NULL])
Result<Value> to_string(Arguments const& args) {
    if (args.is_null(0) || args.is_null(1)) return Value();
    auto const element = sql::element_of(args.type(0));
    bool const shows_null = args.size() == 4 && !args.is_null(2);
    std::string out;
    bool first = true;
    auto session = time_session(args.state());
    for (auto const& value : array_argument(args, 0).elements) {
        bool const null = std::holds_alternative<std::monostate>(value);
        if (null && !shows_null) continue;
        if (!first) out += args.text(1);
        out += null ? std::string(args.text(2)) : output_element(value, element, session);
        first = false;
    }
    return Value(std::move(out));
}

std::vector<std::string_view> characters(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        out.push_back(first_characters(text, 1));
        text.remove_prefix(out.back().size());
    }
    return out;
}

// REQUIRES: `delimiter` is not empty.
std::vector<std::string_view> fields(std::string_view text, std::string_view delimiter) {
    std::vector<std::string_view> out;
    for (auto at = text.find(delimiter); at != std::string_view::npos; at = text.find(delimiter)) {
        out.push_back(text.substr(0, at));
        text.remove_prefix(at + delimiter.size());
    }
    out.push_back(text);
    return out;
}

// The parts of argument 0 between delimiters; every character where the delimiter is NULL.
std::vector<Value> parts(Arguments const& args) {
    auto const text = args.text(0);
    if (text.empty()) return {};
    std::vector<std::string_view> found;
    if (args.is_null(1))
        found = characters(text);
    else if (args.text(1).empty())
        found = {text};
    else
        found = fields(text, args.text(1));
    bool const reads_null = args.size() == 3 && !args.is_null(2);
    std::vector<Value> out;
    for (auto const part : found)
        out.push_back(reads_null && part == args.text(2) ? Value() : Value(std::string(part)));
    return out;
}

Result<Value> to_array(Arguments const& args) {
    if (args.is_null(0)) return Value();
    return array_answer(ArrayValue::of(parts(args)));
}

Result<Rows> to_table(Arguments const& args) {
    if (args.is_null(0)) return no_rows();
    return column_of(parts(args));
}

constexpr auto array_string_functions = std::to_array<Scalar>({
    {"pg_array_to_string", 3, to_string, Strictness::takes_null},
    {"pg_array_to_string", 4, to_string, Strictness::takes_null},
    {"pg_string_to_array", 2, to_array, Strictness::takes_null},
    {"pg_string_to_array", 3, to_array, Strictness::takes_null},
});
constexpr auto tables =
    std::to_array<TableFunction>({{"pg_string_to_table", 1, 3, to_table, Strictness::takes_null}});

}  // namespace

Result<void> register_array_string(Connection const& db, StatementState& state) {
    TRY_VOID(register_scalars(db, state, array_string_functions));
    return register_tables(db, state, tables);
}

}  // namespace backstay::engine::sqlite
