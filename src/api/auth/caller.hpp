#pragma once

// Who calls an endpoint that is for users or for administrators.

#include "api/auth/context.hpp"

namespace backstay::api::auth {

// The client's key, where one was sent; what a browser opens by itself needs none.
Answered<Nothing> check_api_key(Context const& context, Asked const& asked, bool needed);
// Reads and verifies the bearer token into asked.claims.
Answered<Nothing> read_bearer(Context const& context, Asked& asked);
// The same, and that its role is an administrator's.
Answered<Nothing> require_admin(Context const& context, Asked& asked);

struct Caller {
    User user;
    std::optional<Session> session;  // absent: a token made by hand
    std::string aal = "aal1";
};
// The user and the session of the token, as they are now.
Flow<Caller> load_caller(engine::OwnTransaction& transaction, Asked const& asked, Lock lock = Lock::row);

}  // namespace backstay::api::auth
