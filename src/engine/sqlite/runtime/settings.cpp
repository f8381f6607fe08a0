#include "engine/sqlite/runtime/settings.hpp"

#include "base/text.hpp"
#include "engine/sqlite/runtime/setting_list.hpp"

namespace backstay::engine::sqlite {
std::optional<std::string> setting_of(StatementState const& state, std::string_view name) {
    auto const key = to_lower(name);
    if (auto found = state.setting(key)) return found;
    if (key == "timezone") return state.timezone;
    if (key == "session_authorization") return state.session_user;
    if (key == "is_superuser") {
        auto const* role = state.catalog == nullptr ? nullptr : state.catalog->find_role(state.role);
        return role != nullptr && role->superuser ? "on" : "off";
    }
    auto const* const standard = standard_setting(key);
    if (standard == nullptr) return std::nullopt;
    return std::string(standard->value);
}

}  // namespace backstay::engine::sqlite
