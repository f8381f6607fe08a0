#pragma once

// What a provider says of a user, in its own JSON, as the claims of OpenID Connect
// (https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims).
//
//     TRY(auto const claims, read_profile(*find_provider_kind("github"), user_json, emails_json));
//     claims.text("sub")        "583231", a text, whatever it was there

#include <string_view>

#include "auth/provider_kind.hpp"
#include "base/json_object.hpp"
#include "base/result.hpp"

namespace backstay::auth {

// `emails`: the answer of the endpoint for addresses; empty where there is none. The primary one is taken if
// it is verified, else a verified one, else the primary. 58000 when the user has no subject.
Result<JsonObject> read_profile(ProviderKind const& kind, std::string_view user, std::string_view emails);

// Members that the row names besides, as `custom_claims` of the claims.
void keep_others(ProviderKind const& kind, std::string_view user, JsonObject& claims);

}  // namespace backstay::auth
