#include "auth/oidc.hpp"

#include <algorithm>

#include "auth/fetch.hpp"
#include "auth/token.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr std::chrono::minutes known_for{10};
constexpr std::string_view any_tenant = "{tenantid}";

// ".../common/v2.0" and ".../organizations/v2.0" as their documents call themselves; "" for other issuers.
std::string of_any_tenant(std::string issuer) {
    for (std::string_view const part : {"/common/", "/organizations/"})
        if (auto const found = issuer.find(part); found != std::string::npos)
            return issuer.replace(found, part.size(), "/" + std::string(any_tenant) + "/");
    return {};
}

// The issuer that a token of this provider has to name.
std::string issuer_of(OidcProvider const& provider, JsonObject const& claims) {
    auto issuer = provider.issuer;
    if (auto const found = issuer.find(any_tenant); found != std::string::npos)
        issuer.replace(found, any_tenant.size(), claims.text("tid").value_or(""));
    return issuer;
}

Result<std::shared_ptr<OidcProvider const>> read_provider(std::string const& issuer) {
    auto base = issuer;
    while (base.ends_with('/')) base.pop_back();
    TRY(auto const text, fetch({.url = base + "/.well-known/openid-configuration"}));
    TRY(auto const document, JsonObject::parse(text));
    OidcProvider provider{.issuer = document.text("issuer").value_or("")};
    // Discovery 4.3: it has to be the one that was asked; or, where one address stands for all tenants of
    // Azure, what they have in common.
    if (provider.issuer != issuer && provider.issuer != of_any_tenant(issuer))
        return failure("58000",
                       "the provider calls itself \"" + provider.issuer + "\", not \"" + issuer + "\"");
    provider.authorization_endpoint = document.text("authorization_endpoint").value_or("");
    provider.token_endpoint = document.text("token_endpoint").value_or("");
    TRY(auto const keys, fetch({.url = document.text("jwks_uri").value_or("")}));
    TRY(provider.keys, KeySet::parse(keys));
    // A secret among the keys that everybody can read is none.
    if (!provider.keys.signing_secret().empty())
        return failure("58000", "the provider publishes symmetric keys");
    provider.fetched_at = time_now();
    return std::make_shared<OidcProvider const>(std::move(provider));
}

std::vector<std::string> audiences(JsonObject const& claims) {
    if (auto one = claims.text("aud")) return {*std::move(one)};
    return claims.texts("aud").value_or(std::vector<std::string>{});
}

}  // namespace

Task<std::shared_ptr<OidcProvider const>> OidcDirectory::find(std::string issuer) {
    {
        std::lock_guard const lock(mutex_);
        auto const known = known_.find(issuer);
        if (known != known_.end() && known->second->fetched_at + known_for > time_now())
            co_return known->second;
    }
    CO_TRY(auto provider, co_await workers_.run<std::shared_ptr<OidcProvider const>>(
                              [issuer] { return read_provider(issuer); }));
    std::lock_guard const lock(mutex_);
    known_[issuer] = provider;
    co_return provider;
}

Result<JsonObject> verify_id_token(std::string_view token, OidcProvider const& provider,
                                   std::vector<std::string> const& clients, Time now) {
    TRY(auto const path, RolePath::parse(".role"));
    auto const verified =
        verify_token(token, provider.keys, {.audience = {}, .role_path = path}, unix_seconds(now));
    if (!verified) return failure("22023", "Bad ID token");
    TRY(auto claims, JsonObject::parse(verified->claims));
    if (claims.text("iss") != issuer_of(provider, claims) || !verified->expires)
        return failure("22023", "Bad ID token");
    if (claims.text("sub").value_or("").empty()) return failure("22023", "Missing sub claim in id_token");
    auto const named = audiences(claims);
    auto const ours = [&](std::string const& one) {
        return std::ranges::find(clients, one) != clients.end();
    };
    if (!std::ranges::any_of(named, ours))
        return failure("22023", "Unacceptable audience in id_token: [" + join(named, " ") + "]");
    return claims;
}

}  // namespace backstay::auth
