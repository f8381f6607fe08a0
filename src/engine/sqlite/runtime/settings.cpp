#include "engine/sqlite/runtime/settings.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace backstay::engine::sqlite {
namespace {

struct Standard {
    std::string_view name;
    std::string_view value;
};
// https://www.postgresql.org/docs/15/runtime-config.html, as far as programs ask for it.
constexpr auto standards = std::to_array<Standard>({
    {"application_name", ""},
    {"bytea_output", "hex"},
    {"client_encoding", "UTF8"},
    {"client_min_messages", "notice"},
    {"datestyle", "ISO, MDY"},
    {"default_transaction_isolation", "read committed"},
    {"extra_float_digits", "1"},
    {"integer_datetimes", "on"},
    {"intervalstyle", "postgres"},
    {"lc_collate", "C.UTF-8"},
    {"lc_ctype", "C.UTF-8"},
    {"max_identifier_length", "63"},
    {"role", "none"},
    {"row_security", "on"},
    {"search_path", "\"$user\", public"},
    {"server_encoding", "UTF8"},
    {"server_version", "15.0"},
    {"server_version_num", "150000"},
    {"standard_conforming_strings", "on"},
    {"transaction_isolation", "serializable"},
});

}  // namespace

std::optional<std::string> setting_of(StatementState const& state, std::string_view name) {
    auto const key = to_lower(name);
    if (auto found = state.setting(key)) return found;
    if (key == "timezone") return state.timezone;
    if (key == "session_authorization") return state.session_user;
    if (key == "is_superuser") {
        auto const* role = state.catalog == nullptr ? nullptr : state.catalog->find_role(state.role);
        return role != nullptr && role->superuser ? "on" : "off";
    }
    auto const* const found = std::ranges::find(standards, std::string_view(key), &Standard::name);
    if (found == standards.end()) return std::nullopt;
    return std::string(found->value);
}

}  // namespace backstay::engine::sqlite
