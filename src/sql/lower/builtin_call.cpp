#include <algorithm>

#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

std::string type_arguments(State& state, typed::Expressions const& args) {
    std::string types;
    for (auto const& arg : args) types += (types.empty() ? "" : ",") + type_argument(state, arg.type);
    return "'" + types + "'";
}

Result<std::string> builtin_call(State& state, typed::BuiltinCall const& call, Type) {
    if (call.function->sqlite.empty())
        return not_supported(std::string(call.function->name) + "() here", "another function");
    TRY(auto out, expressions(state, call.args));
    auto const polymorphic = [](Type type) { return type.base >= BaseType::any; };
    if (std::ranges::any_of(call.function->args, polymorphic) && call.function->sqlite.starts_with("pg_")) {
        out += (out.empty() ? "" : ", ") + type_arguments(state, call.args);
    }
    return std::string(call.function->sqlite) + "(" + out + ")";
}

}  // namespace backstay::sql::lowering
