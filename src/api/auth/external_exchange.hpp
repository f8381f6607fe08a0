#pragma once

// What is asked of another provider when the browser comes back from it: tokens for the code, and who the
// user is.
//
//     CO_TRY(auto const tokens, co_await exchange_code(context, provider, {.code = code, ...}, asked.now));

#include "api/auth/external.hpp"

namespace backstay::api::auth {

struct CodeProof {
    std::string code, redirect_uri;
    std::string verifier, nonce;  // what went along with the first request
};

struct ProviderTokens {
    std::string access_token, refresh_token;
    JsonObject claims;  // of the user, as OpenID Connect names them
};

// Where the browser is sent.
Flow<std::string> authorization_endpoint(Context& context, Provider const& provider);
Flow<ProviderTokens> exchange_code(Context& context, Provider const& provider, CodeProof const& proof,
                                   Time now);

// Claims of an id token of the provider as we take them: what it keeps elsewhere, and whose address it is.
JsonObject settled_claims(Provider const& provider, JsonObject claims);

}  // namespace backstay::api::auth
