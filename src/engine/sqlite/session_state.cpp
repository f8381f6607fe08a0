#include "engine/sqlite/session_state.hpp"

#include <sqlite3.h>

#include <utility>

#include "base/text.hpp"

namespace backstay::engine::sqlite {
namespace {

std::string const* find_setting(Principal const& principal, std::string_view name) {
    if (name == "request.jwt.claims") return &principal.claims;
    if (name == "role") return &principal.role;
    for (auto const& [key, value] : principal.settings)
        if (equals_ignoring_case(key, name)) return &value;
    return nullptr;
}

}  // namespace

std::optional<std::string> SessionState::setting(std::string const& name) const {
    if (auto const found = settings.find(name); found != settings.end()) return found->second;
    if (principal != nullptr)
        if (auto const* const found = find_setting(*principal, name)) return *found;
    return source == nullptr ? std::nullopt : source->setting(name);
}

SessionState& session_of(sqlite3_context* context) {
    return *static_cast<SessionState*>(sqlite3_user_data(context));
}

void raise(sqlite3_context* context, Error error) {
    auto& session = session_of(context);
    sqlite3_result_error(context, error->message.c_str(), static_cast<int>(error->message.size()));
    session.error = std::move(error);
}

void raise(sqlite3_context* context, Failure&& failure) { raise(context, std::move(failure).error()); }

}  // namespace backstay::engine::sqlite
