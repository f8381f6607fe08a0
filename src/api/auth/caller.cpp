#include "api/auth/caller.hpp"

#include "auth/identify.hpp"
#include "auth/random.hpp"
#include "auth/token.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

// In the words that GoTrue's library has for them.
std::string reason_of(Error const& error) {
    if (error->message == "JWT expired") return "token has invalid claims: token is expired";
    return error->message;
}

// Of a token, or of the role that an API key stands for.
Result<JsonObject> claims_of(Context const& context, std::string_view token, Time now) {
    if (looks_like_api_key(token)) {
        auto const kind = context.keys.find_api_key(token);
        if (!kind) return unknown_api_key();
        return JsonObject().set_text("role", *kind == ApiKeyKind::secret ? "service_role" : "anon");
    }
    TRY(auto const path, RolePath::parse(".role"));
    TRY(auto const verified,
        verify_token(token, context.keys, {.audience = {}, .role_path = path}, unix_seconds(now)));
    return JsonObject::parse(verified.claims);
}

}  // namespace

Answered<Nothing> check_api_key(Context const& context, Asked const& asked, bool needed) {
    auto const key = trim(asked.request.header("apikey"));
    if (key.empty()) {
        if (needed && context.options.require_apikey) return refuse(Refusal::no_api_key);
        return Nothing{};
    }
    if (!claims_of(context, key, asked.now)) return refuse(Refusal::unknown_api_key);
    return Nothing{};
}

Answered<Nothing> read_bearer(Context const& context, Asked& asked) {
    auto const header = trim(asked.request.header("authorization"));
    constexpr std::size_t scheme = 7;
    auto token = trim(asked.request.header("apikey"));
    if (header.size() > scheme && equals_ignoring_case(header.substr(0, scheme), "bearer ")) {
        token = trim(header.substr(scheme));
    } else if (!looks_like_api_key(token)) {
        return refuse(Refusal::no_bearer);
    }
    auto claims = claims_of(context, token, asked.now);
    if (!claims) return refuse(Refusal::bad_jwt, reason_of(claims.error()));
    asked.claims = *std::move(claims);
    auto const role = asked.claims.text("role").value_or("");
    asked.admin = role == "service_role" || role == "supabase_admin";
    if (asked.request.header("x-jwt-aud").empty() && !asked.admin)
        if (auto const audience = asked.claims.text("aud"); audience && !audience->empty())
            asked.audience = *audience;
    return Nothing{};
}

Answered<Nothing> require_admin(Context const& context, Asked& asked) {
    TRY_VOID(read_bearer(context, asked));
    if (!asked.admin) return refuse(Refusal::not_admin);
    return Nothing{};
}

Flow<Caller> load_caller(engine::OwnTransaction& transaction, Asked const& asked, Lock lock) {
    auto const sub = asked.claims.text("sub").value_or("");
    if (sub.empty()) co_return refuse(Refusal::missing_sub);
    if (!is_uuid(sub)) co_return refuse(Refusal::sub_no_uuid);
    auto const session_id = asked.claims.text("session_id").value_or("");
    if (!session_id.empty() && !is_uuid(session_id)) co_return refuse(Refusal::session_id_no_uuid);
    Caller caller;
    CO_TRY(auto user, co_await find_user(transaction, sub, lock));
    if (!user || user->deleted_at) co_return refuse(Refusal::caller_not_found);
    caller.user = *std::move(user);
    if (!session_id.empty()) {
        CO_TRY(caller.session, co_await find_session(transaction, session_id, lock));
        if (!caller.session || caller.session->user_id != caller.user.id)
            co_return refuse(Refusal::session_not_found);
        caller.aal = caller.session->aal;
    }
    if (caller.user.is_banned(asked.now)) co_return refuse(Refusal::user_banned_now);
    co_return caller;
}

}  // namespace backstay::api::auth
