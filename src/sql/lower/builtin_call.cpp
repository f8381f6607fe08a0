#include <algorithm>

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

Result<std::string> builtin_call(State& state, typed::BuiltinCall const& call, Type) {
    if (call.function->sqlite.empty())
        return not_supported(std::string(call.function->name) + "() here", "another function");
    TRY(auto const list, expressions(state, call.args));
    return std::string(call.function->sqlite) + "(" + with_types(state, *call.function, call.args, list) +
           ")";
}

}  // namespace backstay::sql::lowering
