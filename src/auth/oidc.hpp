#pragma once

// Sign-in by other providers that speak OpenID Connect: what they say of themselves, and their id tokens.
//
//     CO_TRY(auto const provider, co_await directory.find("https://accounts.google.com"));
//     TRY(auto const claims, verify_id_token(token, *provider, {"our client id"}, now));
//
// https://openid.net/specs/openid-connect-core-1_0.html,
// https://openid.net/specs/openid-connect-discovery-1_0.html

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "auth/keys.hpp"
#include "auth/workers.hpp"
#include "base/json_object.hpp"
#include "base/task.hpp"
#include "base/time.hpp"

namespace backstay::auth {

struct OidcProvider {
    std::string issuer;  // with "{tenantid}" where a token's own `tid` stands
    std::string authorization_endpoint, token_endpoint;
    KeySet keys;
    Time fetched_at = {};
};

// Providers by issuer, read once in ten minutes. Any event loop may ask.
class OidcDirectory {
public:
    explicit OidcDirectory(Workers& workers) : workers_(workers) {}
    Task<std::shared_ptr<OidcProvider const>> find(std::string issuer);

private:
    Workers& workers_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<OidcProvider const>> known_;  // guarded by mutex_
};

// The claims of a token that this provider made for one of these clients, and that is valid now. The error's
// message says why not: "Bad ID token", or GoTrue's other words for it.
Result<JsonObject> verify_id_token(std::string_view token, OidcProvider const& provider,
                                   std::vector<std::string> const& clients, Time now);

}  // namespace backstay::auth
