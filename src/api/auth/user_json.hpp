#pragma once

// Users as clients see them.

#include "api/auth/context.hpp"

namespace backstay::api::auth {

enum class Identities : std::uint8_t { shown, null };

JsonObject user_json(User const& user, Identities identities = Identities::shown);
JsonObject factor_json(Factor const& factor);

}  // namespace backstay::api::auth
