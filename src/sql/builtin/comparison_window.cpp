// Window functions: SQLite has them with the same meaning.
// https://www.postgresql.org/docs/15/functions-window.html

#include "sql/builtin/comparison.hpp"

namespace backstay::sql::comparisons {

std::vector<Builtin> window_functions() {
    using enum BaseType;
    std::vector<Builtin> out;
    auto const add = [&](std::string_view name, std::vector<Type> args, Type result) {
        out.push_back({.name = name,
                       .args = std::move(args),
                       .result = result,
                       .sqlite = name,
                       .kind = BuiltinKind::window});
    };
    for (auto const* const name : {"row_number", "rank", "dense_rank"}) add(name, {}, {int8});
    for (auto const* const name : {"percent_rank", "cume_dist"}) add(name, {}, {float8});
    add("ntile", {{int4}}, {int4});
    for (auto const* const name : {"lag", "lead"}) {
        add(name, {{anyelement}}, {anyelement});
        add(name, {{anyelement}, {int4}}, {anyelement});
        add(name, {{anycompatible}, {int4}, {anycompatible}}, {anycompatible});
    }
    add("first_value", {{anyelement}}, {anyelement});
    add("last_value", {{anyelement}}, {anyelement});
    add("nth_value", {{anyelement}, {int4}}, {anyelement});
    return out;
}

}  // namespace backstay::sql::comparisons
