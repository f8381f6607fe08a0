// Settings: https://www.postgresql.org/docs/15/functions-admin.html#FUNCTIONS-ADMIN-SET

#include <array>

#include "base/text.hpp"
#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {
namespace {

Result<Value> current_setting(Arguments const& args) {
    if (auto found = args.state().setting(to_lower(args.text(0)))) return Value(*std::move(found));
    if (args.size() > 1 && args.boolean(1)) return Value();
    return failure("42704", "unrecognized configuration parameter \"" + std::string(args.text(0)) + "\"");
}

Result<Value> set_config(Arguments const& args) {
    if (args.is_null(0)) return failure("22004", "SET requires parameter name");
    auto const name = to_lower(args.text(0));
    auto value = std::string(args.is_null(1) ? "" : args.text(1));
    if (name == "timezone") args.state().timezone = value;
    args.state().settings[name] = value;
    return value;
}

constexpr auto functions = std::to_array<Scalar>({
    {"pg_current_setting", 1, current_setting, Strictness::strict, Purity::changing},
    {"pg_current_setting", 2, current_setting, Strictness::strict, Purity::changing},
    {"pg_set_config", 3, set_config, Strictness::takes_null, Purity::changing},
});

}  // namespace

Result<void> register_system(Connection const& db, StatementState& state) {
    return register_scalars(db, state, functions);
}

}  // namespace backstay::engine::sqlite
