// POST /token?grant_type=refresh_token: the session goes on with another token, and the used one must not
// come again. A client that never saw the answer sends it once more: the parent of the active token is told
// the active token, and within the reuse interval any of the session's is. Else somebody has a copy, and the
// session's tokens are revoked.

#include "api/auth/endpoints.hpp"
#include "api/auth/grant.hpp"
#include "auth/audit.hpp"

namespace backstay::api::auth {
namespace {

constexpr std::size_t shortest_token = 12;

Answered<Nothing> check_session(Options const& options, Session const& session, Time now) {
    if (session.not_after && *session.not_after <= now) return refuse(Refusal::refresh_expired);
    auto const created = session.created_at.value_or(now);
    if (options.session_life.count() > 0 && created + options.session_life <= now)
        return refuse(Refusal::refresh_expired);
    auto const used = session.refreshed_at.value_or(created);
    if (options.session_inactivity.count() > 0 && used + options.session_inactivity <= now)
        return refuse(Refusal::refresh_inactive);
    return Nothing{};
}

// The name of the token that the session goes on with.
Flow<std::string> exchange(Context& context, engine::OwnTransaction& transaction, User const& user,
                           Session const& session, RefreshToken const& used, Asked const& asked) {
    if (used.revoked) {
        CO_TRY(auto const active, co_await find_active_token(transaction, session.id));
        if (active && active->parent == used.token) co_return active->token;
        auto const age = asked.now - used.updated_at.value_or(Time());
        if (!active || age > context.options.reuse_interval) {
            CO_TRY_VOID(co_await revoke_tokens(transaction, session.id, asked.now));
            auto event = audit_of("token_revoked", user, asked.request.remote_address);
            event.traits.set_text("session_id", session.id).set_boolean("reused", true);
            CO_TRY_VOID(co_await write_audit(transaction, std::move(event), asked.now));
            co_return std::unexpected(refused(Refusal::refresh_used).keeping());
        }
        co_return active->token;
    }
    CO_TRY_VOID(co_await revoke_token(transaction, used.id, asked.now));
    CO_TRY(auto name, co_await issue_refresh_token(transaction, session, used.token, asked.now));
    co_return name;
}

Flow<std::string> refresh(Context& context, engine::OwnTransaction& transaction, std::string const& name,
                          Asked& asked) {
    // Whoever refreshes the same session waits here for its end.
    CO_TRY(auto const peeked, co_await find_refresh_token(transaction, name));
    if (!peeked) co_return refuse(Refusal::refresh_not_found);
    CO_TRY(auto const session, co_await find_session(transaction, peeked->session_id));
    if (!session) co_return refuse(Refusal::refresh_no_session);
    CO_TRY(auto const used, co_await find_refresh_token(transaction, name));
    if (!used) co_return refuse(Refusal::refresh_not_found);
    CO_TRY(auto const user, co_await find_user(transaction, session->user_id));
    if (!user) co_return refuse(Refusal::refresh_no_session);
    if (user->is_banned(asked.now)) co_return refuse(Refusal::refresh_banned);
    CO_TRY_VOID(check_session(context.options, *session, asked.now));
    CO_TRY(auto const next, co_await exchange(context, transaction, *user, *session, *used, asked));
    CO_TRY_VOID(co_await touch_session(transaction, session->id, asked.client(), asked.now));
    CO_TRY_VOID(co_await write_audit(
        transaction, audit_of("token_refreshed", *user, asked.request.remote_address), asked.now));
    CO_TRY(auto const grant,
           co_await grant_for(context, transaction, *session, next, "token_refresh", asked));
    co_return grant.to_json().to_string();
}

}  // namespace

Flow<Response> token_refresh(Context& context, Asked& asked) {
    CO_TRY(auto const token, asked.body.text("refresh_token"));
    if (token.size() < shortest_token) co_return refuse(Refusal::refresh_not_valid);
    auto const name = unsealed(token, context.secret());
    if (!name) co_return refuse(Refusal::refresh_not_found);
    CO_TRY(auto answer, co_await in_transaction<std::string>(
                            context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
                                return refresh(context, transaction, *name, asked);
                            }));
    co_return json_response(std::move(answer));
}

}  // namespace backstay::api::auth
