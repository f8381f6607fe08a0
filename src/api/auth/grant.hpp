#pragma once

// What a sign-in ends in: a session, its access token, its refresh token, as one JSON object.
//
//     CO_TRY(auto const grant, co_await sign_in(context, transaction, *user, "password", asked));
//     co_return json_response(grant.to_json());
//
// https://supabase.com/docs/guides/auth/jwt-fields

#include "api/auth/context.hpp"
#include "api/auth/fields.hpp"

namespace backstay::api::auth {

struct Grant {
    std::string access_token;
    std::string refresh_token;
    std::int64_t expires_in = 0;
    std::int64_t expires_at = 0;
    User user;
    std::string session_id;

    JsonObject to_json() const;
    // access_token=...&expires_at=..., sorted and encoded, for a redirect's fragment.
    // `provider_token`, `provider_refresh_token`: of another provider; empty: none.
    std::string to_fragment(std::string_view type, std::string const& provider_token = {},
                            std::string const& provider_refresh_token = {}) const;
};

// Opens a session. The user is read anew, as it is after the sign-in.
Flow<Grant> sign_in(Context& context, engine::OwnTransaction& transaction, std::string user_id,
                    std::string method, Asked& asked);
// For a session that there is, with a new refresh token or one that is known by its name. `method`: what has
// led to it, for the hook custom_access_token.
Flow<Grant> grant_for(Context& context, engine::OwnTransaction& transaction, Session session,
                      std::string refresh_token_name, std::string method, Asked& asked);

// A method's JSON in `amr`.
std::string amr_json(std::vector<Method> const& methods);
std::string url_encoded(std::string_view text);

}  // namespace backstay::api::auth
