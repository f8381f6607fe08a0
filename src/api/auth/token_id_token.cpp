// POST /token?grant_type=id_token: an app has signed its user in with another provider by itself, and shows
// the token that it got.

#include <algorithm>

#include "api/auth/caller.hpp"
#include "api/auth/endpoints.hpp"
#include "api/auth/external_exchange.hpp"
#include "auth/hmac.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

struct Shown {
    std::string id_token, provider, issuer, client_id, access_token, nonce;
    bool link = false;
};

Answered<Shown> read_shown(Asked const& asked) {
    Shown shown;
    TRY(shown.id_token, asked.body.text("id_token"));
    TRY(shown.provider, asked.body.text("provider"));
    TRY(shown.issuer, asked.body.text("issuer"));
    TRY(shown.client_id, asked.body.text("client_id"));
    TRY(shown.access_token, asked.body.text("access_token"));
    TRY(shown.nonce, asked.body.text("nonce"));
    TRY(shown.link, asked.body.boolean("link_identity", false));
    if (shown.id_token.empty()) return refuse_as_oauth("invalid request", "id_token required");
    if (shown.provider.empty() && (shown.client_id.empty() || shown.issuer.empty()))
        return refuse_as_oauth("invalid request", "provider or client_id and issuer required");
    return shown;
}

Answered<Provider> provider_of(Options const& options, Shown const& shown) {
    if (shown.provider.starts_with("custom:")) return refuse(Refusal::custom_provider, shown.provider);
    auto const found = std::ranges::find_if(options.providers, [&](Provider const& one) {
        return one.enabled() && one.speaks_openid() &&
               (shown.provider.empty() ? one.issuer() == shown.issuer : one.name() == shown.provider);
    });
    if (found == options.providers.end()) return refuse(Refusal::grant_not_offered, shown.issuer);
    return *found;
}

// The token has the hash of what the app made up, so that nobody can show a token that was stolen elsewhere.
Answered<Nothing> check_nonce(Shown const& shown, JsonObject const& claims) {
    auto const named = claims.text("nonce").value_or("");
    if (named.empty() != shown.nonce.empty())
        return refuse_as_oauth("invalid request",
                               "Passed nonce and nonce in id_token should either both exist or not.");
    if (!named.empty() && !equal_in_constant_time(hex_digest("SHA256", shown.nonce), named))
        return refuse_as_oauth("invalid nonce", "Nonces mismatch");
    return Nothing{};
}

}  // namespace

Flow<Response> token_id_token(Context& context, Asked& asked) {
    CO_TRY(auto const shown, read_shown(asked));
    CO_TRY(auto const provider, provider_of(context.options, shown));
    if (shown.link && !read_bearer(context, asked))
        co_return refuse_as_oauth("invalid request",
                                  "Linking requires a valid user access token in Authorization");
    CO_TRY(auto const known, co_await context.shared.directory.find(provider.issuer()));
    auto const claims = verify_id_token(shown.id_token, *known, client_ids(provider), asked.now);
    if (!claims) co_return refuse_as_oauth("invalid request", claims.error()->message);
    if (!provider.skip_nonce_check) CO_TRY_VOID(check_nonce(shown, *claims));
    CO_TRY(auto json,
           co_await in_transaction<std::string>(
               context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<std::string> {
                   External external{.provider = std::string(provider.name()),
                                     .claims = settled_claims(provider, *claims),
                                     .linking_target = {},
                                     .email_optional = provider.email_optional};
                   if (shown.link) {
                       CO_TRY(auto const caller, co_await load_caller(transaction, asked));
                       external.linking_target = caller.user.id;
                   }
                   CO_TRY(auto const user, co_await external_user(context, transaction, external, asked));
                   CO_TRY(auto const grant, co_await sign_in(context, transaction, user.id, "oauth", asked));
                   co_return grant.to_json().to_string();
               }));
    co_return json_response(std::move(json));
}

}  // namespace backstay::api::auth
