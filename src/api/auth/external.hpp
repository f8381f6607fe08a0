#pragma once

// Users who sign in with another provider, from its claims to an account of ours.

#include "api/auth/context.hpp"
#include "api/auth/grant.hpp"

namespace backstay::api::auth {

// The provider of that name, if it is on: 400 otherwise, in the words of /authorize.
Answered<Provider> enabled_provider(Options const& options, std::string const& name);
std::vector<std::string> client_ids(Provider const& provider);

struct External {
    std::string provider;
    JsonObject claims;  // as OpenID Connect names them
    std::string linking_target = {};
    bool email_optional = false;
};

// The user that the claims are of:
//     who has that identity; else who the identity is to be linked to; else who has the same address, where
//     the provider has verified it; else somebody new
// An account whose own address was never confirmed loses its password and other identities to the one who has
// shown that the address is theirs.
Flow<User> external_user(Context& context, engine::OwnTransaction& transaction, External const& external,
                         Asked& asked);

}  // namespace backstay::api::auth
