// POST /token?grant_type=pkce: the code of a followed link, and the proof that the same client asked for it
// (RFC 7636).

#include "api/auth/endpoints.hpp"
#include "api/auth/grant.hpp"
#include "auth/audit.hpp"
#include "auth/flow_state.hpp"

namespace backstay::api::auth {
namespace {

constexpr std::chrono::seconds life{300};

Flow<std::string> exchange(Context& context, engine::OwnTransaction& transaction, std::string const& code,
                           std::string const& verifier, Asked& asked) {
    CO_TRY(auto flow, co_await find_flow_by_code(transaction, code));
    if (!flow || flow->user_id.empty() || !flow->code_issued_at)
        co_return refuse(Refusal::flow_state_not_found);
    if (*flow->code_issued_at + life <= asked.now) co_return refuse(Refusal::flow_state_expired);
    if (!proves(*flow, verifier)) co_return refuse(Refusal::bad_code_verifier);
    CO_TRY_VOID(open_provider_tokens(context.shared.vault, *flow));
    CO_TRY_VOID(co_await delete_flow(transaction, flow->id));
    CO_TRY(auto const user, co_await find_user(transaction, flow->user_id));
    if (!user) co_return refuse(Refusal::flow_state_not_found);
    if (user->is_banned(asked.now)) co_return refuse(Refusal::user_banned);
    auto event = audit_of("login", *user, asked.request.remote_address);
    event.traits.set_text("provider_type", flow->provider);
    CO_TRY_VOID(co_await write_audit(transaction, std::move(event), asked.now));
    CO_TRY(auto const grant,
           co_await sign_in(context, transaction, user->id, flow->authentication_method, asked));
    auto json = grant.to_json();
    if (!flow->provider_token.empty()) json.set_text("provider_token", flow->provider_token);
    if (!flow->provider_refresh_token.empty())
        json.set_text("provider_refresh_token", flow->provider_refresh_token);
    co_return json.to_string();
}

}  // namespace

Flow<Response> token_pkce(Context& context, Asked& asked) {
    CO_TRY(auto const code, asked.body.text("auth_code"));
    CO_TRY(auto const verifier, asked.body.text("code_verifier"));
    if (code.empty() || verifier.empty()) co_return refuse(Refusal::pkce_empty);
    CO_TRY(auto answer, co_await in_transaction<std::string>(
                            context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
                                return exchange(context, transaction, code, verifier, asked);
                            }));
    co_return json_response(std::move(answer));
}

}  // namespace backstay::api::auth
