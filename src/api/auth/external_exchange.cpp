#include "api/auth/external_exchange.hpp"

#include "auth/client_secret.hpp"
#include "auth/fetch.hpp"
#include "auth/hmac.hpp"
#include "auth/provider_profile.hpp"
#include "auth/random.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

Answered<std::string> secret_of(Provider const& provider, Time now) {
    bool const is_key = provider.secret.starts_with("-----BEGIN ");
    if (provider.kind->proof != ClientProof::signed_token || !is_key) return provider.secret;
    SecretKey const key{.pem = provider.secret, .team_id = provider.team_id, .key_id = provider.key_id};
    return saying(Refusal::provider_failed,
                  sign_client_secret(key, client_ids(provider).front(), provider.issuer(), now));
}

Flow<std::string> call(Context& context, FetchRequest request, Refusal refusal) {
    auto const text = co_await context.shared.callers.run<std::string>([request] { return fetch(request); });
    co_return saying(refusal, text);
}

Flow<std::string> ask_for_tokens(Context& context, Provider const& provider, std::string url,
                                 CodeProof const& proof, Time now) {
    CO_TRY(auto const secret, secret_of(provider, now));
    FetchRequest request{.url = std::move(url)};
    request.form = {
        {"grant_type", "authorization_code"}, {"code", proof.code}, {"redirect_uri", proof.redirect_uri}};
    if (provider.kind->pkce) request.form.emplace_back("code_verifier", proof.verifier);
    if (provider.kind->proof == ClientProof::basic) {
        request.user = client_ids(provider).front();
        request.password = secret;
    } else {
        request.form.emplace_back("client_id", client_ids(provider).front());
        request.form.emplace_back("client_secret", secret);
    }
    co_return co_await call(context, std::move(request), Refusal::provider_failed);
}

FetchRequest request_for_user(Provider const& provider, std::string_view url,
                              std::string const& access_token) {
    auto const& kind = *provider.kind;
    FetchRequest request{.url = endpoint(url, provider.url, kind.own_api), .bearer = access_token};
    if (kind.signed_calls)
        request.url += "&appsecret_proof=" + hex(hmac("SHA256", provider.secret, access_token));
    if (kind.user_header.empty()) return request;
    std::string field(kind.user_header);
    constexpr std::string_view mark = "{client_id}";
    if (auto const at = field.find(mark); at != std::string::npos)
        field.replace(at, mark.size(), client_ids(provider).front());
    request.headers.push_back(std::move(field));
    return request;
}

// `answer`: of the token endpoint.
Flow<JsonObject> ask_for_user(Context& context, Provider const& provider, std::string const& answer,
                              std::string const& access_token) {
    auto const& kind = *provider.kind;
    auto user = answer;
    std::string emails;
    if (!kind.user.empty()) {
        CO_TRY(user, co_await call(context, request_for_user(provider, kind.user, access_token),
                                   Refusal::provider_profile));
    }
    if (!kind.emails.empty()) {
        CO_TRY(emails, co_await call(context, request_for_user(provider, kind.emails, access_token),
                                     Refusal::provider_profile));
    }
    CO_TRY(auto claims, saying(Refusal::provider_profile, read_profile(kind, user, emails)));
    auto const where = endpoint(kind.user.empty() ? kind.token : kind.user, provider.url, {});
    claims.set_text("iss", where.substr(0, where.find('/', where.find("//") + 2)));
    co_return claims;
}

Answered<JsonObject> claims_of(OidcProvider const& known, Provider const& provider, JsonObject const& answer,
                               CodeProof const& proof, Time now) {
    TRY(auto claims,
        saying(Refusal::provider_failed, verify_id_token(answer.text("id_token").value_or(""), known,
                                                         {client_ids(provider).front()}, now)));
    if (claims.text("nonce") != proof.nonce)
        return refuse_because(Refusal::provider_failed,
                              failure("22023", "the id token has another nonce").error());
    return settled_claims(provider, std::move(claims));
}

}  // namespace

Flow<std::string> authorization_endpoint(Context& context, Provider const& provider) {
    if (!provider.speaks_openid()) co_return endpoint(provider.kind->authorize, provider.url, {});
    CO_TRY(auto const known, co_await context.shared.directory.find(provider.issuer()));
    co_return known->authorization_endpoint;
}

Flow<ProviderTokens> exchange_code(Context& context, Provider const& provider, CodeProof const& proof,
                                   Time now) {
    std::shared_ptr<OidcProvider const> known;
    if (provider.speaks_openid()) {
        CO_TRY(known, co_await context.shared.directory.find(provider.issuer()));
    }
    auto const url = known ? known->token_endpoint : endpoint(provider.kind->token, provider.url, {});
    CO_TRY(auto const text, co_await ask_for_tokens(context, provider, url, proof, now));
    CO_TRY(auto const answer, saying(Refusal::provider_failed, JsonObject::parse(text)));
    ProviderTokens tokens{.access_token = answer.text("access_token").value_or(""),
                          .refresh_token = answer.text("refresh_token").value_or(""),
                          .claims = {}};
    if (known) {
        CO_TRY(tokens.claims, claims_of(*known, provider, answer, proof, now));
        co_return tokens;
    }
    // GitHub says what is wrong with a code in an answer of 200.
    if (tokens.access_token.empty())
        co_return refuse_because(
            Refusal::provider_failed,
            failure("58000", "the provider gave no token: " + answer.text("error").value_or("")).error());
    CO_TRY(tokens.claims, co_await ask_for_user(context, provider, text, tokens.access_token));
    co_return tokens;
}

JsonObject settled_claims(Provider const& provider, JsonObject claims) {
    auto const all = claims.to_string();
    keep_others(*provider.kind, all, claims);
    if (provider.name() != "azure") return claims;
    // Whoever runs a tenant may write any address into it: it counts where its domain is known to be the
    // tenant's, or where the tenant is the operator's own.
    auto const stated = claims.json("xms_edov");
    auto const issuer = provider.issuer();
    bool const shared = issuer.contains("/common/") || issuer.contains("/organizations/");
    bool const verified = stated ? *stated == "true" || *stated == "1" || *stated == "\"1\"" : !shared;
    claims.set_boolean("email_verified", verified);
    return claims;
}

}  // namespace backstay::api::auth
