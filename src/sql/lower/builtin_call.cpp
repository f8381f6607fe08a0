#include <algorithm>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

std::string type_arguments(State& state, typed::Expressions const& args) {
    std::string types;
    for (auto const& arg : args) types += (types.empty() ? "" : ",") + type_argument(state, arg.type);
    return "'" + types + "'";
}

std::string with_types(State& state, Builtin const& function, typed::Expressions const& args,
                       std::string list) {
    auto const polymorphic = [](Type type) { return type.base >= BaseType::any; };
    if (!std::ranges::any_of(function.args, polymorphic) || !function.sqlite.starts_with("pg_")) return list;
    return list + (list.empty() ? "" : ", ") + type_arguments(state, args);
}

std::string row_description(State& state, Type type, std::vector<typed::EntryColumn> columns) {
    if (auto const* relation = state.catalog().relation(type.user); relation != nullptr) {
        columns.clear();
        for (auto const& column : relation->columns) columns.push_back({column.name, column.type});
    }
    std::string names, types;
    for (auto const& column : columns) {
        names += (types.empty() ? "" : "\x1f") + column.name;
        types += (types.empty() ? "" : ",") + type_code(column.type);
    }
    return text_literal(names) + ", " + text_literal(types);
}

Result<std::string> builtin_call(State& state, typed::BuiltinCall const& call, Type type) {
    if (call.function->sqlite.empty()) return not_supported(Limitation::function_here, call.function->name);
    TRY(auto list, expressions(state, call.args));
    if (call.function->told_columns) {
        if (type.base != BaseType::composite)
            return not_supported(Limitation::untyped_rows, call.function->name);
        list += ", " + row_description(state, type, {});
    }
    return std::string(call.function->sqlite) + "(" + with_types(state, *call.function, call.args, list) +
           ")";
}

}  // namespace backstay::sql::lowering
