// GET /authorize sends a browser to another provider, /callback takes it back: the code flow of OAuth 2.0 or
// OpenID Connect, with state, nonce and PKCE of our own towards the provider.

#include <algorithm>
#include <array>

#include "api/auth/caller.hpp"
#include "api/auth/endpoints.hpp"
#include "api/auth/external_exchange.hpp"
#include "api/auth/fields.hpp"
#include "api/auth/redirect.hpp"
#include "auth/base64.hpp"
#include "auth/fetch.hpp"
#include "auth/flow_state.hpp"
#include "auth/hmac.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

constexpr std::chrono::seconds life{300};

// What only we can make of a flow's id, and so need not keep.
std::string secret_of(Context const& context, std::string_view what, std::string const& flow_id) {
    return encode_base64url(hmac("SHA256", context.secret(), std::string(what) + " " + flow_id));
}
std::string verifier_of(Context const& context, std::string const& flow_id) {
    return secret_of(context, "code verifier", flow_id);
}
std::string nonce_of(Context const& context, std::string const& flow_id) {
    return secret_of(context, "nonce", flow_id);
}

std::string callback_url(Options const& options) { return options.external_url + "/callback"; }

Answered<Challenge> challenge_in_query(Asked const& asked) {
    auto asked_in_body = asked;
    JsonObject fields;
    for (auto const* const name : {"code_challenge", "code_challenge_method"})
        fields.set_text(name, asked.argument(name));
    asked_in_body.body = Body(std::move(fields));
    auto challenge = read_challenge(asked_in_body);
    if (!challenge && challenge.error().status == 500) return refuse(Refusal::pkce_method);
    return challenge;
}

constexpr std::array reserved = {"client_id", "client_secret",  "redirect_uri",          "response_type",
                                 "state",     "code_challenge", "code_challenge_method", "provider",
                                 "scopes",    "redirect_to",    "invite_token",          "skip_http_redirect",
                                 "nonce",     "scope"};

std::string scopes_of(Provider const& provider, Asked const& asked) {
    std::string scopes(provider.kind->scopes);
    for (auto const& more : {provider.scopes, asked.argument("scopes")})
        if (!more.empty()) scopes += (scopes.empty() ? "" : " ") + more;
    return scopes;
}

std::string location_of(Context const& context, Asked const& asked, Provider const& provider,
                        std::string const& where, std::string const& flow_id) {
    std::vector<std::pair<std::string, std::string>> fields = {
        {"client_id", client_ids(provider).front()},
        {"redirect_uri", callback_url(context.options)},
        {"response_type", "code"},
        {"state", flow_id}};
    if (auto const scopes = scopes_of(provider, asked); !scopes.empty()) fields.emplace_back("scope", scopes);
    if (provider.speaks_openid()) fields.emplace_back("nonce", nonce_of(context, flow_id));
    if (provider.kind->pkce) {
        fields.emplace_back("code_challenge",
                            encode_base64url(digest("SHA256", verifier_of(context, flow_id))));
        fields.emplace_back("code_challenge_method", "S256");
    }
    for (auto const& [name, value] : read_pairs(provider.kind->authorize_more))
        fields.emplace_back(name, value);
    // `provider` says here whom to go to, so what WorkOS calls that goes by another name.
    for (auto const& [name, value] : asked.query)
        if (std::ranges::find(reserved, name) == reserved.end())
            fields.emplace_back(name == "workos_provider" ? "provider" : name, value);
    return with_query(where, form_encoded(fields));
}

// Where the browser is sent; the flow is kept.
Flow<std::string> begin(Context& context, Asked& asked, std::string linking_target) {
    CO_TRY(auto const provider, enabled_provider(context.options, asked.argument("provider")));
    CO_TRY(auto const challenge, challenge_in_query(asked));
    CO_TRY(auto const where, co_await authorization_endpoint(context, provider));
    FlowState flow{.id = new_uuid(),
                   .auth_code = new_uuid(),
                   .challenge = challenge.challenge,
                   .method = challenge.method,
                   .authentication_method = "oauth",
                   .provider = std::string(provider.name())};
    flow.referrer = redirect_target(context, asked);
    flow.linking_target = std::move(linking_target);
    CO_TRY_VOID(co_await in_transaction<Nothing>(
        context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<Nothing> {
            CO_TRY_VOID(co_await keep_flow(transaction, flow, asked.now));
            co_return Nothing{};
        }));
    co_return location_of(context, asked, provider, where, flow.id);
}

}  // namespace

Flow<Response> authorize(Context& context, Asked& asked) {
    CO_TRY(auto location, co_await begin(context, asked, {}));
    co_return redirect_response(std::move(location), 302);
}

Flow<Response> link_identity(Context& context, Asked& asked) {
    if (!context.options.manual_linking) co_return refuse(Refusal::manual_linking_disabled);
    CO_TRY(auto const caller, co_await in_transaction<Caller>(
                                  context, engine::Access::read, [&](engine::OwnTransaction& transaction) {
                                      return load_caller(transaction, asked, Lock::none);
                                  }));
    CO_TRY(auto location, co_await begin(context, asked, caller.user.id));
    if (asked.argument("skip_http_redirect") == "true")
        co_return json_response(JsonObject().set_text("url", location));
    co_return redirect_response(std::move(location), 302);
}

namespace {

// Apple names its users once, beside the code: {"name":{"firstName":"Ann","lastName":"Lee"}}. A browser has
// carried it, so it says nothing that anything else depends on.
void take_name(JsonObject& claims, std::string const& user) {
    auto const shown = user.empty() ? failure("22023", "") : JsonObject::parse(user);
    auto const name = shown ? shown->object("name") : std::nullopt;
    if (!name || claims.has("name")) return;
    auto const first = name->text("firstName").value_or(""), last = name->text("lastName").value_or("");
    auto const whole = first + (first.empty() || last.empty() ? "" : " ") + last;
    if (!whole.empty()) claims.set_text("name", whole);
}

Flow<ProviderTokens> exchange(Context& context, FlowState const& flow, Asked const& asked) {
    CO_TRY(auto const provider, enabled_provider(context.options, flow.provider));
    CodeProof const proof{.code = asked.argument("code"),
                          .redirect_uri = callback_url(context.options),
                          .verifier = verifier_of(context, flow.id),
                          .nonce = nonce_of(context, flow.id)};
    CO_TRY(auto tokens, co_await exchange_code(context, provider, proof, asked.now));
    if (provider.kind->proof == ClientProof::signed_token) take_name(tokens.claims, asked.argument("user"));
    co_return tokens;
}

Answered<Nothing> check_flow(std::optional<FlowState> const& flow, Time now) {
    if (!flow) return refuse(Refusal::state_not_found);
    if (flow->code_issued_at) return refuse(Refusal::state_used);
    if (flow->created_at.value_or(Time()) + life <= now) return refuse(Refusal::state_expired);
    return Nothing{};
}

// Where the browser goes on.
Flow<std::string> finish(Context& context, engine::OwnTransaction& transaction, std::string const& flow_id,
                         ProviderTokens const& tokens, Asked& asked) {
    CO_TRY(auto const flow, co_await find_flow_by_id(transaction, flow_id));
    CO_TRY_VOID(check_flow(flow, asked.now));
    CO_TRY(auto const provider, enabled_provider(context.options, flow->provider));
    External const external{.provider = flow->provider,
                            .claims = tokens.claims,
                            .linking_target = flow->linking_target,
                            .email_optional = provider.email_optional};
    CO_TRY(auto const user, co_await external_user(context, transaction, external, asked));
    if (!flow->challenge.empty()) {
        CO_TRY_VOID(co_await mark_flow_issued(transaction, flow->id, user.id, asked.now));
        CO_TRY_VOID(co_await keep_provider_tokens(transaction, context.shared.vault, flow->id,
                                                  tokens.access_token, tokens.refresh_token));
        co_return with_query(flow->referrer, "code=" + flow->auth_code);
    }
    CO_TRY_VOID(co_await delete_flow(transaction, flow->id));
    CO_TRY(auto const grant, co_await sign_in(context, transaction, user.id, "oauth", asked));
    co_return with_fragment(flow->referrer, grant.to_fragment({}, tokens.access_token, tokens.refresh_token));
}

std::string failed_at(std::string const& target, Refused const& refused) {
    auto const parameters = error_parameters(refused);
    return with_fragment(with_query(target, parameters), parameters + "&sb=");
}

Flow<std::string> come_back(Context& context, Asked& asked, std::string& target) {
    auto const state = asked.argument("state");
    if (state.empty()) co_return refuse(Refusal::state_missing);
    if (!is_uuid(state)) co_return refuse(Refusal::state_invalid);
    CO_TRY(auto const flow, co_await in_transaction<std::optional<FlowState>>(
                                context, engine::Access::write,
                                [&](engine::OwnTransaction& transaction) -> Flow<std::optional<FlowState>> {
                                    CO_TRY(auto found, co_await find_flow_by_id(transaction, state));
                                    co_return found;
                                }));
    if (flow) target = flow->referrer;
    CO_TRY_VOID(check_flow(flow, asked.now));
    if (auto const error = asked.argument("error"); !error.empty()) {
        Refused passed_on;
        passed_on.status = error == "server_error" ? 500 : error == "temporarily_unavailable" ? 503 : 403;
        passed_on.code = error;
        passed_on.message = asked.argument("error_description");
        co_return std::unexpected(std::move(passed_on));
    }
    if (asked.argument("code").empty()) co_return refuse(Refusal::code_missing);
    CO_TRY(auto const tokens, co_await exchange(context, *flow, asked));
    co_return co_await in_transaction<std::string>(
        context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
            return finish(context, transaction, flow->id, tokens, asked);
        });
}

}  // namespace

Flow<Response> callback(Context& context, Asked& asked) {
    // Some providers send it as a form.
    for (auto& [name, value] : read_pairs(asked.request.body)) asked.query.emplace(name, std::move(value));
    auto target = context.options.site_url;
    auto location = co_await come_back(context, asked, target);
    if (location) co_return redirect_response(*std::move(location), 302);
    auto const& refused = location.error();
    if (refused.cause)
        context.observer.on(observe::Failed{.doing = "signing in with another provider",
                                            .message = (*refused.cause)->message,
                                            .request_id = asked.request.request_id});
    co_return redirect_response(failed_at(target, refused), 302);
}

}  // namespace backstay::api::auth
