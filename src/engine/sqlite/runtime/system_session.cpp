// Settings, and locks: https://www.postgresql.org/docs/15/functions-admin.html#FUNCTIONS-ADMIN-SET

#include <array>

#include "base/text.hpp"
#include "engine/sqlite/runtime/settings.hpp"
#include "engine/sqlite/runtime/system.hpp"

namespace backstay::engine::sqlite {
namespace {

Failure unknown_parameter(std::string_view name) {
    return failure("42704", "unrecognized configuration parameter \"" + std::string(name) + "\"");
}

Result<Value> current_setting(Arguments const& args) {
    if (auto found = setting_of(args.state(), args.text(0))) return *std::move(found);
    if (args.size() > 1 && args.boolean(1)) return Value();
    return unknown_parameter(args.text(0));
}

Result<Value> set_config(Arguments const& args) {
    if (args.is_null(0)) return failure("22004", "SET requires parameter name");
    auto value = std::string(args.is_null(1) ? "" : args.text(1));
    bool const local = !args.is_null(2) && args.boolean(2);
    TRY_VOID(args.state().set_setting(to_lower(args.text(0)), value, local));
    return value;
}

template <int Truth>
Result<Value> always(Arguments const&) {
    return std::int64_t{Truth};
}
Result<Value> nothing(Arguments const&) { return std::string(); }
Result<Value> utf8(Arguments const&) { return std::string("UTF8"); }

// Checked as PostgreSQL does: https://www.postgresql.org/docs/15/sql-notify.html
Result<Value> notify(Arguments const& args) {
    constexpr std::size_t longest_name = 63, longest_payload = 7999;
    auto const channel = args.is_null(0) ? std::string_view() : args.text(0);
    if (channel.empty()) return failure("22023", "channel name cannot be empty");
    if (channel.size() > longest_name) return failure("22023", "channel name too long");
    if (!args.is_null(1) && args.text(1).size() > longest_payload)
        return failure("22023", "payload string too long");
    return std::string();
}

constexpr auto strict = Strictness::strict;
constexpr auto changing = Purity::changing;
constexpr auto system_session_functions = std::to_array<Scalar>({
    {"pg_current_setting", 1, current_setting, strict, changing},
    {"pg_current_setting", 2, current_setting, strict, changing},
    {"pg_set_config", 3, set_config, Strictness::takes_null, changing},
    {"pg_client_encoding", 0, utf8, strict, changing},
    {"pg_is_in_recovery", 0, always<0>, strict, changing},
    {"pg_advisory_xact_lock", -1, nothing, strict, changing},
    {"pg_notify", 2, notify, Strictness::takes_null, changing},
    {"pg_try_advisory_xact_lock", -1, always<1>, strict, changing},
});

}  // namespace

Result<void> register_system_session(Connection const& db, StatementState& state) {
    return register_scalars(db, state, system_session_functions);
}

}  // namespace backstay::engine::sqlite
