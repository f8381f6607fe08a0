#pragma once

// Entries of the audit log that several endpoints write (auth/audit.hpp has the rest).

#include "api/auth/context.hpp"
#include "auth/audit.hpp"

namespace backstay::api::auth {

// Who need not confirm anything is signed in as soon as the account is made.
Task<void> audit_login(engine::OwnTransaction& transaction, User const& user, std::string_view provider,
                       Asked const& asked);

// What an administrator did to the user: traits say so, and which one where it is a user of the project.
Task<void> audit_by_admin(engine::OwnTransaction& transaction, std::string action, User const& user,
                          JsonObject traits, Asked const& asked);

}  // namespace backstay::api::auth
