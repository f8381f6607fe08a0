#include "api/auth/grant.hpp"

#include <algorithm>

#include "api/auth/hooks.hpp"
#include "api/auth/user_json.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

JsonObject claims_of(Context const& context, User const& user, Session const& session, std::int64_t issued,
                     std::int64_t expires) {
    JsonObject claims;
    if (!context.options.external_url.empty()) claims.set_text("iss", context.options.external_url);
    claims.set_text("sub", user.id).set_text("aud", user.aud);
    claims.set_integer("exp", expires).set_integer("iat", issued);
    claims.set_text("email", user.email).set_text("phone", user.phone);
    claims.set_object("app_metadata", user.app_metadata).set_object("user_metadata", user.user_metadata);
    claims.set_text("role", user.role).set_text("aal", session.aal);
    claims.set_json("amr", amr_json(session.methods));
    claims.set_text("session_id", session.id).set_boolean("is_anonymous", user.is_anonymous);
    return claims;
}

}  // namespace

std::string amr_json(std::vector<Method> const& methods) {
    std::string json = "[";
    for (auto const& method : methods) {
        JsonObject one;
        one.set_text("method", method.name).set_integer("timestamp", unix_seconds(method.at));
        json += (json.size() > 1 ? "," : "") + one.to_string();
    }
    return json + "]";
}

// application/x-www-form-urlencoded
std::string url_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (auto const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           std::string_view("-_.~").contains(c);
        if (plain) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

JsonObject Grant::to_json() const {
    JsonObject json;
    json.set_text("access_token", access_token).set_text("token_type", "bearer");
    json.set_integer("expires_in", expires_in).set_integer("expires_at", expires_at);
    json.set_text("refresh_token", refresh_token).set_object("user", user_json(user));
    return json;
}

std::string Grant::to_fragment(std::string_view type, std::string const& provider_token,
                               std::string const& provider_refresh_token) const {
    std::string out = "access_token=" + url_encoded(access_token) +
                      "&expires_at=" + std::to_string(expires_at) +
                      "&expires_in=" + std::to_string(expires_in);
    if (!provider_refresh_token.empty())
        out += "&provider_refresh_token=" + url_encoded(provider_refresh_token);
    if (!provider_token.empty()) out += "&provider_token=" + url_encoded(provider_token);
    out += "&refresh_token=" + url_encoded(refresh_token) + "&sb=&token_type=bearer";
    if (!type.empty()) out += "&type=" + url_encoded(type);
    return out;
}

Flow<Grant> grant_for(Context& context, engine::OwnTransaction& transaction, Session session,
                      std::string refresh_token_name, std::string method, Asked& asked) {
    if (context.secret().empty())
        co_return refuse_because(Refusal::unexpected,
                                 failure("F0000", "auth.jwt_secret has no key that can sign tokens").error());
    CO_TRY(auto user, co_await find_user(transaction, session.user_id));
    if (!user) co_return refuse(Refusal::unexpected);
    auto const issued = unix_seconds(asked.now);
    Grant grant{.expires_in = context.options.token_life.count()};
    grant.expires_at = issued + grant.expires_in;
    auto const plain = claims_of(context, *user, session, issued, grant.expires_at);
    CO_TRY(auto const claims,
           co_await customised_claims(context, transaction, asked, plain, std::move(method)));
    CO_TRY(grant.access_token, context.keys.sign(claims.to_string()));
    grant.refresh_token = sealed(refresh_token_name, context.secret());
    grant.user = *std::move(user);
    grant.session_id = session.id;
    co_return grant;
}

Flow<Grant> sign_in(Context& context, engine::OwnTransaction& transaction, std::string user_id,
                    std::string method, Asked& asked) {
    if (context.options.single_session)
        CO_TRY_VOID(co_await end_sessions(transaction, Which::all, user_id, {}));
    CO_TRY(auto session, co_await open_session(transaction, asked.pin("session", new_uuid), user_id, method,
                                               asked.client(), asked.now));
    CO_TRY(auto const name, co_await issue_refresh_token(transaction, session, "", asked.now));
    CO_TRY_VOID(co_await update_user(transaction, user_id, asked.now,
                                     UserChange().set("last_sign_in_at", asked.now)));
    co_return co_await grant_for(context, transaction, std::move(session), name, std::move(method), asked);
}

}  // namespace backstay::api::auth
